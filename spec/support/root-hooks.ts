import { removeCluster } from './cluster.ts';

/** Whatever a spec made and shared is taken down at the end, failed or not. */
export const mochaHooks = {
  async afterAll(): Promise<void> {
    await removeCluster();
  },
};
