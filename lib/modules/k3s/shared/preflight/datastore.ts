import { warnOfRelease } from '../tried-releases.ts';
import { warningOf, type Finding } from './finding.ts';
import type { Subject } from './subject.ts';

export function checkDatastore({ datastore, host }: Subject): Finding[] {
  if (!datastore) return [];
  const { product, folder } = datastore;
  const findings: Finding[] = [];
  // Virtual disks say that they turn whatever they are made of, and a container sees those of its host.
  if (host.datastore.rotational && !host.virtual && !host.container) {
    findings.push(
      warningOf(
        'datastore-disk',
        `${folder} is on a disk that turns, and the datastore waits for it at every change`,
        'Put it on an SSD.',
      ),
    );
  }
  const release = /^(?:\d+:)?(\d+(?:\.\d+)*)/.exec(host.datastore.version)?.[1];
  const warning = release === undefined ? undefined : warnOfRelease(product, release);
  if (warning !== undefined) {
    findings.push(
      warningOf(
        'datastore-version',
        warning,
        'Take a release of the system that has one of these, or another kind of datastore; many others work too.',
      ),
    );
  }
  return findings;
}
