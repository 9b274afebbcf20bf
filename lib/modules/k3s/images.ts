import { posix } from 'node:path';
import { sh } from '../../connection/sh.ts';
import { t, type Static } from '../../schema/build.ts';
import { defineModule, type ModuleContext } from '../define.ts';
import { hostRead, textOf, type HostRead } from '../read.ts';
import { describeNoBundle, readBundle, takeFile, type Manifest } from '../shared/bundle.ts';
import type { FileElsewhere } from '../shared/file-content.ts';
import { planFileWithFolders, readWithFolders } from '../shared/file-with-folders.ts';
import type { PathState } from '../shared/path-state.ts';
import { readPath } from '../shared/path.ts';
import { change, isSteps, predict, run, type Plan, type RunStep } from '../step.ts';
import { listImageNames } from './shared/arch.ts';
import { dataDirParam } from './shared/data-dir.ts';

const Params = t.Object({
  bundle: t.String({ description: 'A folder on this machine that `k3play bundle` made.', minLength: 1 }),
  data_dir: dataDirParam,
});
type Params = Static<typeof Params>;

const Result = t.Object({
  path: t.String({ description: 'Path of the archive on the host; "" where the bundle holds none for it.' }),
});

/** Archives that K3s's releases bring, whatever their compression, by name. */
const ARCHIVES = 'k3s-airgap-images-*';

function readsOf({ params, facts }: ModuleContext<Params>) {
  const { bundle, data_dir: dataDir } = params;
  const folder = posix.join(dataDir, 'agent/images');
  const paths = listImageNames(facts.arch).map((name) => posix.join(folder, name));
  return { ...readWithFolders(folder, ...paths), bundle: readBundle(bundle), archives: readArchives(folder) };
}

function readArchives(folder: string): HostRead<readonly string[]> {
  return hostRead({
    key: `k3s-archives:${folder}`,
    script: sh`[ ! -d ${folder} ] || find ${folder} -maxdepth 1 -name ${ARCHIVES} -type f`,
    parse: (output) => textOf(output).split('\n').filter(Boolean).sort(),
  });
}

/** K3s takes in the images of this folder when it starts; an archive of another release would only fill the disk. */
export const k3sImages = defineModule({
  name: 'k3s-images',
  summary: 'Puts the archive of images of a bundle where K3s takes them in, instead of pulling them.',
  params: Params,
  result: Result,
  examples: [{ title: 'The images of a bundle', params: { bundle: 'k3s-bundle' } }],
  reads: readsOf,
  plan({ params, facts, found }): Plan {
    const manifest = found.bundle;
    if (!manifest) return describeNoBundle(params.bundle);
    const archive = findArchive(params, { manifest, arch: facts.arch });
    if (!archive) return [];
    const states = found as unknown as Readonly<Record<string, PathState>>;
    const { path, content } = archive;
    const wanted = { path, content, mode: '0644', owner: 'root', group: 'root' };
    const placed = planFileWithFolders(wanted, states);
    if (!isSteps(placed)) return placed;
    const { archives } = found;
    const seen = [...new Set([...archives, path])].sort();
    const listed = predict(readArchives(posix.dirname(path)), seen);
    const upload = placed.map((step) =>
      step.kind === 'put' ? { ...step, predicts: [...(step.predicts ?? []), listed] } : step,
    );
    return [...upload, ...planRemoval(path, archives)];
  },
  output: ({ params, facts, found }) => {
    const manifest = found.bundle;
    const archive = manifest && findArchive(params, { manifest, arch: facts.arch });
    return { path: archive?.path ?? '' };
  },
});

interface Archive {
  readonly path: string;
  readonly content: FileElsewhere;
}

function findArchive(
  { bundle, data_dir: dataDir }: Params,
  { manifest, arch }: { readonly manifest: Manifest; readonly arch: string },
): Archive | undefined {
  for (const name of listImageNames(arch)) {
    const content = takeFile(bundle, manifest, name);
    if (content) return { path: posix.join(dataDir, 'agent/images', name), content };
  }
  return undefined;
}

function planRemoval(kept: string, archives: readonly string[]): RunStep[] {
  return archives
    .filter((path) => path !== kept)
    .map((path) =>
      run({
        change: change(path, 'an archive of other images', 'absent'),
        script: sh`rm -f -- ${path}`,
        predicts: [
          predict(readArchives(posix.dirname(kept)), [kept]),
          predict<PathState>(readPath(path), { kind: 'absent' }),
        ],
      }),
    );
}
