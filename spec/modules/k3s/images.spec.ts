import { k3sImages } from '../../../lib/modules/k3s/images.ts';
import { describeModule } from '../../support/describe-module.ts';
import { absent, aFile, aFolder } from '../../support/path-states.ts';

const FOLDER = '/var/lib/rancher/k3s/agent/images';
const ZST = `${FOLDER}/k3s-airgap-images-amd64.tar.zst`;
const TAR = `${FOLDER}/k3s-airgap-images-amd64.tar`;
const images = aFile('images of this release');
const bundle = {
  version: 'v1.30.4+k3s1',
  files: { 'k3s-airgap-images-amd64.tar.zst': { size: images.size, sha256: images.sha256 } },
};
const above = {
  [FOLDER]: aFolder(),
  '/var/lib/rancher/k3s/agent': aFolder(),
  '/var/lib/rancher/k3s': aFolder(),
  '/var/lib/rancher': aFolder(),
  '/var/lib': aFolder(),
  '/var': aFolder(),
};
const bare = {
  ...above,
  [FOLDER]: absent,
  '/var/lib/rancher/k3s/agent': absent,
  '/var/lib/rancher/k3s': absent,
  '/var/lib/rancher': absent,
  [ZST]: absent,
  [`${FOLDER}/k3s-airgap-images-amd64.tar.gz`]: absent,
  [TAR]: absent,
  archives: [],
  bundle,
};
const present = { ...bare, ...above, [ZST]: images, archives: [ZST] };
const params = { bundle: '/here/bundle' };

describeModule(k3sImages, {
  inSync: [
    { title: 'the archive is there', params, found: present, result: { path: ZST } },
    {
      title: 'a bundle without images',
      params,
      found: { ...bare, bundle: { ...bundle, files: {} } },
      result: { path: '' },
    },
  ],
  drift: [
    {
      title: 'puts the archive in its folder',
      params,
      found: bare,
      steps: [
        { subject: FOLDER, from: 'absent', to: 'directory 0755' },
        {
          subject: ZST,
          from: 'absent',
          to: 'file 0644 root:root',
          kind: 'put',
          put: { mode: '0644', content: 'file /here/bundle/k3s-airgap-images-amd64.tar.zst' },
        },
      ],
      result: { path: ZST },
    },
    {
      title: 'replaces the archive of another release',
      params,
      found: { ...present, [ZST]: absent, [TAR]: aFile('old'), archives: [TAR] },
      steps: [
        { subject: ZST, from: 'absent', to: 'file 0644 root:root' },
        { subject: TAR, from: 'an archive of other images', to: 'absent', script: `rm -f -- ${TAR}` },
      ],
    },
  ],
  faults: [
    {
      title: 'a folder that is no bundle',
      params,
      found: { ...bare, bundle: undefined },
      message: /no bundle\.json in \/here\/bundle on this machine \(k3play bundle \/here\/bundle makes/,
    },
  ],
  invalid: [{ title: 'no bundle', params: {}, message: /bundle/ }],
});
