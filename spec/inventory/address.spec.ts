import assert from 'node:assert/strict';
import { describeDiagnostic, DiagnosticsError } from '../../lib/core/diagnostic.ts';
import { loadInventory } from '../../lib/inventory/load.ts';
import { withFolder, writeFiles } from '../support/temporary-folder.ts';

/** What is said of an inventory whose one host has this address; [] where nothing is wrong. */
async function faultsOf(address: string): Promise<readonly string[]> {
  let faults: readonly string[] = [];
  await withFolder(async (folder) => {
    const text = `groups:\n  web:\n    hosts:\n      w1: { address: ${JSON.stringify(address)} }\n`;
    await writeFiles(folder, { 'hosts.yml': text });
    await loadInventory(`${folder}/hosts.yml`).catch((error: unknown) => {
      if (!(error instanceof DiagnosticsError)) throw error;
      faults = error.diagnostics.map((one) => describeDiagnostic(one).replaceAll(`${folder}/`, ''));
    });
  });
  return faults;
}

describe('the address of a host', () => {
  const fine = [
    '10.0.0.11',
    '255.255.255.255',
    '2001:db8::1',
    '::1',
    'fe80::1%eth0',
    '::ffff:10.0.0.1',
    'w1',
    'w1.example.org',
    'alias_of-ssh',
    '3com.example.org',
  ];
  for (const address of fine) {
    it(`may be ${address}`, async () => {
      assert.deepEqual(await faultsOf(address), []);
    });
  }

  const wrong = [
    '10.0.0.300',
    '10.0.0',
    '10.0.0.11:22',
    'root@10.0.0.11',
    'https://w1',
    '[::1]',
    'w1:22',
    'w 1',
    '',
  ];
  for (const address of wrong) {
    it(`is not "${address}"`, async () => {
      assert.deepEqual(await faultsOf(address), [
        'hosts.yml:4:23: error: "address" must be a name or an IP address alone: "user" and "port" are keys of "connection" [inventory/shape]',
      ]);
    });
  }
});
