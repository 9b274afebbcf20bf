import assert from 'node:assert/strict';
import { K3Error } from '../../../lib/core/errors.ts';
import { readUnitFile } from '../../../lib/modules/shared/unit-on-disk.ts';
import { NO_UNIT, readUnit, readUnitClock, startUnit, unitName } from '../../../lib/modules/shared/unit.ts';
import type { HostRead } from '../../../lib/modules/read.ts';

function answer<A>(read: HostRead<A>, stdout: string, code = 0): A {
  return read.parse({
    code,
    stdout: Buffer.from(stdout),
    stderr: Buffer.alloc(0),
    truncated: false,
    durationMs: 1,
  });
}

const PROPERTIES = {
  Type: 'simple',
  ActiveState: 'active',
  LoadState: 'loaded',
  UnitFileState: 'enabled',
  NeedDaemonReload: 'no',
  RemainAfterExit: 'no',
};

function show(properties: Partial<typeof PROPERTIES>): string {
  const lines = Object.entries({ ...PROPERTIES, ...properties }).map(([name, value]) => `${name} ${value}`);
  return `${lines.join('\n')}\n`;
}

describe('unitName', () => {
  const cases = [
    ['web', 'web.service'],
    ['web.service', 'web.service'],
    ['fstrim.timer', 'fstrim.timer'],
    ['a.b', 'a.b.service'],
    ['web@1', 'web@1.service'],
  ] as const;
  for (const [name, full] of cases) {
    it(`takes ${name} for ${full}`, () => assert.equal(unitName(name), full));
  }
});

describe('readUnit', () => {
  const running = {
    exists: true,
    active: 'active',
    enabled: 'enabled',
    needsReload: false,
    endsByDesign: false,
  };
  const cases = [
    { title: 'a running unit', properties: {}, unit: running },
    {
      title: 'a unit that is not there',
      properties: { LoadState: 'not-found', ActiveState: 'inactive', UnitFileState: '', Type: '' },
      unit: NO_UNIT,
    },
    {
      title: 'a masked unit',
      properties: { LoadState: 'masked', ActiveState: 'inactive', UnitFileState: '' },
      unit: { ...running, active: 'inactive', enabled: 'masked' },
    },
    {
      title: 'a changed file',
      properties: { NeedDaemonReload: 'yes' },
      unit: { ...running, needsReload: true },
    },
    { title: 'a oneshot', properties: { Type: 'oneshot' }, unit: { ...running, endsByDesign: true } },
    {
      title: 'a oneshot that stays active',
      properties: { Type: 'oneshot', RemainAfterExit: 'yes' },
      unit: running,
    },
  ];
  for (const { title, properties, unit } of cases) {
    it(`reads ${title}`, () => assert.deepEqual(answer(readUnit('web'), show(properties)), unit));
  }

  it('finds no units where systemd does not run', () => {
    assert.deepEqual(answer(readUnit('web'), '', 69), NO_UNIT);
    assert.deepEqual(answer(readUnitClock('web'), '', 69), { startedAtUs: 0, changedAtUs: 0, result: '' });
  });

  it('throws when systemctl says nothing', () => {
    for (const code of [0, 1, 127]) {
      assert.throws(
        () => answer(readUnit('web'), '', code),
        (error) => error instanceof K3Error && /cannot read the unit web\.service/.test(error.message),
      );
    }
  });

  it('is one and the same read by either name', () => {
    assert.equal(readUnit('web').key, readUnit('web.service').key);
  });
});

describe('readUnitClock', () => {
  it('reads times, and those that are none as never', () => {
    const text = 'InactiveExitTimestampMonotonic 77\nStateChangeTimestampMonotonic \nResult success\n';

    assert.deepEqual(answer(readUnitClock('web'), text), {
      startedAtUs: 77,
      changedAtUs: 0,
      result: 'success',
    });
  });
});

describe('readUnitFile', () => {
  const cases = [
    ['web', 'path:/etc/systemd/system/web.service'],
    ['web@blue', 'path:/etc/systemd/system/web@.service'],
    ['web@a.b.socket', 'path:/etc/systemd/system/web@.socket'],
  ] as const;
  for (const [name, key] of cases) {
    it(`looks for ${name} in ${key}`, () => assert.equal(readUnitFile(name).key, key));
  }
});

describe('startUnit', () => {
  it('puts the journal into the failure', () => {
    const { text } = startUnit({ unit: "we'b.service", verb: 'restart', until: 'up', reloadFirst: true });

    assert.equal(
      text,
      `systemctl daemon-reload || exit
systemctl reset-failed -- 'we'\\''b.service' 2>/dev/null
k3p_since=$(date +%s)
systemctl  restart -- 'we'\\''b.service'
k3p_code=$?
if [ "$k3p_code" -ne 0 ]; then
  echo 'last lines of the journal of we'\\''b.service:' >&2
  journalctl --unit='we'\\''b.service' --since="@$k3p_since" --lines=20 --no-pager --output=cat >&2
fi
exit "$k3p_code"`,
    );
  });

  it('waits until a start has begun', () => {
    const { text } = startUnit({ unit: 'a.service', verb: 'start', until: 'begun', reloadFirst: false });

    assert.match(text, /^systemctl --no-block start -- a\.service && k3p_wait$/m);
    assert.match(text, /while \[ "\$\(k3p_begun\)" = "\$k3p_before" \]/);
  });
});
