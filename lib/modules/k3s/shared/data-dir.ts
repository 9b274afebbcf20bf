import { t } from '../../../schema/build.ts';

/** K3s's data-dir unless it is told another. */
export const DATA_DIR = '/var/lib/rancher/k3s';

export const dataDirParam = t.Path({ default: DATA_DIR, description: 'Where K3s keeps its data.' });
