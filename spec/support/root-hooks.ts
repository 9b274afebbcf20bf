import { removeCluster } from './cluster.ts';
import { removeIdentity } from './identity.ts';

/** Whatever a spec made and shared is taken down at the end, failed or not. */
export const mochaHooks = {
  async afterAll(): Promise<void> {
    await removeCluster();
    await removeIdentity();
  },
};
