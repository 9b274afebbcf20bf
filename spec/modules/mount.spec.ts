import { Unknown } from '../../lib/core/unknown.ts';
import { mount } from '../../lib/modules/mount.ts';
import { describeModule } from '../support/describe-module.ts';
import { absent, aFile, aFolder, shownSum } from '../support/path-states.ts';

const folder = aFolder();
const path = '/srv/data';
const disk = { path, src: 'LABEL=data', fstype: 'ext4', opts: 'noatime', passno: 2 };
const ENTRY = 'LABEL=data /srv/data ext4 noatime 0 2\n';
const ROOT = 'UUID=1 / ext4 errors=remount-ro 0 1\n';
const none = { count: 0, source: '', fstype: '', flags: [] };
const mounted = { count: 1, source: '/dev/vdb1', fstype: 'ext4', flags: [] };
const unit = { hasSystemd: false, needsReload: false };
const systemd = { hasSystemd: true, needsReload: false };
const source = { device: '/dev/vdb1' };
const nowhere = { device: '' };

/** What is found, beside what a case is about. */
const base = { fstab: aFile(ROOT + ENTRY), folder, mount: mounted, source, unit };
const found = { ...base, [path]: aFolder(), '/srv': aFolder() };
const there = `what is mounted at ${path}`;

describeModule(mount, {
  inSync: [
    {
      title: 'in the file, by other blanks, and mounted',
      params: disk,
      found: { ...found, fstab: aFile(`${ROOT}LABEL=data\t/srv/data/  ext4 noatime 0 2 # ours\n`) },
      result: { path, mounted: true, source: '/dev/vdb1', fstype: 'ext4' },
    },
    {
      title: 'a path with a blank, of another host, by the kind that it turned out to be',
      params: { path: '/mnt/my share', src: 'nas:/export/', fstype: 'nfs', opts: 'ro,nofail' },
      found: {
        ...base,
        fstab: aFile('nas:/export/ /mnt/my\\040share nfs ro,nofail\n'),
        mount: { count: 1, source: 'nas:/export', fstype: 'nfs4', flags: ['ro'] },
        source: nowhere,
        '/mnt/my share': aFolder(),
        '/mnt': aFolder(),
      },
    },
    {
      title: 'a bind mount, told by what is to be seen there',
      params: { path, src: '/var/lib/data', fstype: 'none', opts: 'bind' },
      found: {
        ...found,
        fstab: aFile('/var/lib/data /srv/data none bind 0 0\n'),
        identity: { id: '65:12' },
        bound: { id: '65:12' },
      },
    },
    {
      title: 'in the file, which is all that is wanted',
      params: { ...disk, state: 'present' },
      found: { ...base, mount: none },
      result: { path, mounted: false, source: '', fstype: '' },
    },
    {
      title: 'in the file, and not mounted',
      params: { path, state: 'unmounted' },
      found: { ...base, mount: none, source: nowhere },
    },
    {
      title: 'neither in the file nor mounted',
      params: { path, state: 'absent' },
      found: { ...base, fstab: aFile(`# ${ENTRY}${ROOT}`), mount: none, source: nowhere },
    },
  ],
  drift: [
    {
      title: 'neither in the file nor mounted nor a folder, with systemd',
      params: disk,
      found: { ...found, fstab: aFile(ROOT), mount: none, unit: systemd, [path]: absent },
      steps: [
        {
          subject: 'content of /etc/fstab',
          from: shownSum(ROOT),
          to: shownSum(ROOT + ENTRY),
          put: { content: ROOT + ENTRY },
        },
        {
          subject: "systemd's reading of /etc/fstab",
          from: 'older than the file',
          to: 'current',
          script: 'systemctl daemon-reload',
        },
        { subject: path, from: 'absent', to: 'directory 0755' },
        {
          subject: there,
          from: 'not mounted',
          to: 'LABEL=data (ext4)',
          script: 'BLKID_FILE=/dev/null mount -t ext4 -o noatime LABEL=data /srv/data',
        },
      ],
      result: { path, mounted: true, source: '/dev/vdb1', fstype: 'ext4' },
    },
    {
      title: 'systemd read the file before it was changed',
      params: { ...disk, state: 'present' },
      found: { ...base, unit: { ...systemd, needsReload: true } },
      steps: [{ subject: "systemd's reading of /etc/fstab", from: 'older than the file', to: 'current' }],
    },
    {
      title: 'in the file, and not mounted',
      params: { path: '/run/my app', src: 'tmpfs', fstype: 'tmpfs', opts: 'size=1m,nofail,user,exec' },
      found: {
        ...base,
        fstab: aFile('tmpfs /run/my\\040app tmpfs size=1m,nofail,user,exec 0 0\n'),
        mount: none,
        source: nowhere,
        '/run/my app': aFolder(),
        '/run': aFolder(),
      },
      steps: [
        {
          subject: 'what is mounted at /run/my app',
          from: 'not mounted',
          to: 'tmpfs (tmpfs)',
          script: "mount -t tmpfs -o size=1m,nodev,nosuid tmpfs '/run/my app'",
        },
      ],
      result: { path: '/run/my app', mounted: true, source: 'tmpfs', fstype: 'tmpfs' },
    },
    {
      title: 'a bind mount that is read-only',
      params: { path, src: '/var/log', fstype: 'none', opts: 'bind,ro' },
      found: {
        ...found,
        fstab: aFile('/var/log /srv/data none bind,ro 0 0\n'),
        mount: none,
        source: nowhere,
        identity: { id: '65:12' },
        bound: { id: '65:99' },
      },
      steps: [
        {
          subject: there,
          from: 'not mounted',
          to: '/var/log (bind)',
          script:
            'mount -o bind /var/log /srv/data && { mount -o remount,bind,ro /var/log /srv/data || { umount /srv/data; false; }; }',
        },
      ],
    },
    {
      title: 'a bind mount of what an earlier task mounts',
      params: { path, src: '/mnt/new', fstype: 'none', opts: 'bind' },
      found: {
        ...found,
        fstab: aFile('/mnt/new /srv/data none bind 0 0\n'),
        mount: none,
        source: nowhere,
        identity: { id: new Unknown('later') },
        bound: { id: '65:99' },
      },
      steps: [{ subject: there, from: 'not mounted', to: '/mnt/new (bind)' }],
    },
    {
      title: 'another device is mounted there, twice',
      params: disk,
      found: { ...found, mount: { ...mounted, count: 2, source: '/dev/vdc1' } },
      steps: [
        {
          subject: there,
          from: '/dev/vdc1 (ext4)',
          to: 'not mounted',
          script: 'umount /srv/data || exit\numount /srv/data || exit',
        },
        { subject: there, from: 'not mounted', to: 'LABEL=data (ext4)' },
      ],
    },
    {
      title: 'other options in the file',
      params: disk,
      found: { ...found, fstab: aFile('LABEL=data /srv/data ext4 defaults 0 2\n') },
      steps: [
        {
          subject: `options of ${there}`,
          from: 'defaults',
          to: 'noatime',
          script: 'BLKID_FILE=/dev/null mount -t ext4 -o remount,noatime LABEL=data /srv/data',
        },
        {
          subject: 'content of /etc/fstab',
          from: shownSum('LABEL=data /srv/data ext4 defaults 0 2\n'),
          to: shownSum(ENTRY),
          put: { content: ENTRY },
        },
      ],
    },
    {
      title: 'mounted for writing, against the file',
      params: { ...disk, opts: 'ro' },
      found: { ...found, fstab: aFile('LABEL=data /srv/data ext4 ro 0 2\n') },
      steps: [
        {
          subject: `options of ${there}`,
          from: 'others',
          to: 'ro',
          script: 'BLKID_FILE=/dev/null mount -t ext4 -o remount,ro LABEL=data /srv/data',
        },
      ],
    },
    {
      title: 'two entries, of which one is wanted',
      params: { ...disk, state: 'present' },
      found: { ...base, fstab: aFile(`/dev/old /srv/data auto\n${ENTRY}`) },
      steps: [
        {
          subject: 'content of /etc/fstab',
          from: shownSum(`/dev/old /srv/data auto\n${ENTRY}`),
          to: shownSum(ENTRY),
        },
      ],
    },
    {
      title: 'mounted, and neither wanted in the file',
      params: { path, state: 'absent' },
      found: { ...base, source: nowhere },
      steps: [
        { subject: there, from: '/dev/vdb1 (ext4)', to: 'not mounted', script: 'umount /srv/data' },
        { subject: 'content of /etc/fstab', from: shownSum(ROOT + ENTRY), to: shownSum(ROOT) },
      ],
      result: { path, mounted: false, source: '', fstype: '' },
    },
    {
      title: 'its options are to be read again',
      params: { path, state: 'remounted' },
      found: { ...base, source: nowhere },
      steps: [
        {
          subject: `options of ${there}`,
          from: '/dev/vdb1 (ext4)',
          to: 'noatime',
          certain: false,
          script: 'BLKID_FILE=/dev/null mount -t ext4 -o remount,noatime LABEL=data /srv/data',
        },
      ],
    },
  ],
  faults: [
    {
      title: 'a device that is not there, for another that is',
      params: disk,
      found: { ...found, source: nowhere },
      message: /^\/dev\/vdb1 \(ext4\) is mounted at \/srv\/data, not LABEL=data \(there is no LABEL=data/,
    },
    {
      title: 'another root',
      params: { path: '/', src: '/dev/vdc1', fstype: 'ext4' },
      found: { ...base, source: { device: '/dev/vdc1' }, '/': aFolder() },
      message: /is mounted at \/, not \/dev\/vdc1 \(the root is mounted by the boot\)/,
    },
    {
      title: 'options to be read again of what is not mounted',
      params: { path, state: 'remounted' },
      found: { ...base, mount: none, source: nowhere },
      message: /nothing is mounted at \/srv\/data \(state: mounted mounts it\)/,
    },
    {
      title: 'options to be read again of what the file does not name',
      params: { path, state: 'remounted' },
      found: { ...base, fstab: aFile(ROOT), source: nowhere },
      message: /\/etc\/fstab has no entry for \/srv\/data/,
    },
    {
      title: 'a file where the folder would be',
      params: disk,
      found: { ...found, mount: none, [path]: { ...aFolder(), kind: 'other' } },
      message: /not a folder/,
    },
  ],
  invalid: [
    { title: 'no source', params: { path }, message: /"src" is missing/ },
    { title: 'swap', params: { path, src: '/dev/vdb', fstype: 'swap' }, message: /swap is not mounted/ },
    { title: 'an option for mount itself', params: { path, src: '-a', fstype: 'auto' }, message: /src/ },
  ],
});
