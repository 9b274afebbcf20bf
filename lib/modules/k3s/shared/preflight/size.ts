import { errorOf, warningOf, type Finding } from './finding.ts';
import { isNode, isServer, runsAlready, type Subject } from './subject.ts';

/** Of the memory that is built in, the kernel keeps some for itself: a machine of 2048 MiB may show 1900. */
const SHOWN = 0.9;

interface Size {
  readonly cpus: number;
  readonly memoryMb: number;
}

/** What K3s's documentation asks for, and for a datastore by the number of nodes. */
export function checkSize(subject: Subject): Finding[] {
  const { facts } = subject;
  const { what, wanted } = sizeFor(subject);
  const findings: Finding[] = [];
  if (facts.cpus < wanted.cpus) {
    const processors = facts.cpus === 1 ? '1 processor' : `${facts.cpus} processors`;
    findings.push(warningOf('cpus', `${processors}; ${what} should have ${wanted.cpus}`, 'Give it more.'));
  }
  if (facts.memory_mb < wanted.memoryMb * SHOWN) {
    findings.push(
      warningOf(
        'memory',
        `${facts.memory_mb} MiB of memory; ${what} should have ${wanted.memoryMb}`,
        'Give it more, or expect it to be killed under load.',
      ),
    );
  }
  return findings;
}

function sizeFor({ roles, nodes }: Subject): { readonly what: string; readonly wanted: Size } {
  const sizes = [
    { role: 'server', what: 'a server', wanted: { cpus: 2, memoryMb: 2048 } },
    { role: 'agent', what: 'an agent', wanted: { cpus: 1, memoryMb: 512 } },
    { role: 'datastore', what: `the datastore of ${nodes} nodes`, wanted: datastoreFor(nodes) },
    { role: 'lb', what: 'a balancer', wanted: { cpus: 1, memoryMb: 256 } },
  ] as const;
  const own = sizes.filter(({ role }) => roles.includes(role));
  return (
    [...own].sort((a, b) => b.wanted.memoryMb - a.wanted.memoryMb)[0] ?? {
      what: 'it',
      wanted: { cpus: 1, memoryMb: 0 },
    }
  );
}

function datastoreFor(nodes: number): Size {
  if (nodes <= 10) return { cpus: 1, memoryMb: 2048 };
  if (nodes <= 100) return { cpus: 2, memoryMb: 8192 };
  return nodes <= 250 ? { cpus: 4, memoryMb: 16_384 } : { cpus: 8, memoryMb: 32_768 };
}

/** Room for the binary and its images: without the first it cannot be unpacked, without the second pods are evicted. */
const LEAST_MB = 1024;
const GOOD_MB = 5120;

export function checkDisk(subject: Subject): Finding[] {
  if (!isNode(subject)) return [];
  const { host, dataFolder } = subject;
  const { freeMb, type, options } = host.disk;
  const free = `${freeMb} MiB are free under ${dataFolder}`;
  const cure = 'Make room, or mount a larger disk there.';
  const findings: Finding[] = [];
  if (freeMb < LEAST_MB && !runsAlready(subject)) {
    findings.push(errorOf('disk', `${free}; K3s and its images take more than ${LEAST_MB}`, cure));
  } else if (freeMb < (runsAlready(subject) ? LEAST_MB : GOOD_MB)) {
    findings.push(warningOf('disk', `${free}; pods are evicted when it runs short`, cure));
  }
  if (options.includes('noexec')) {
    findings.push(
      errorOf(
        'data-mount',
        `the file system of ${dataFolder} is mounted noexec, and K3s runs programs from there`,
        'Mount it without noexec, or give another data-dir.',
      ),
    );
  } else if (/^(nfs|cifs|smb|9p|ceph|fuse)/.test(type)) {
    findings.push(
      warningOf(
        'data-mount',
        `${dataFolder} is on ${type}, where containers cannot be unpacked as a rule`,
        'Give it a disk of its own.',
      ),
    );
  }
  return findings;
}

export function checkSwap(subject: Subject): Finding[] {
  const { facts } = subject;
  if (!isNode(subject) || facts.swap_mb === 0) return [];
  const harm = isServer(subject) ? 'a server that swaps loses its leases' : 'limits of memory do not hold';
  return [
    warningOf(
      'swap',
      `${facts.swap_mb} MiB of swap; ${harm}`,
      'Take it out: swapoff -a, and its line in /etc/fstab.',
    ),
  ];
}
