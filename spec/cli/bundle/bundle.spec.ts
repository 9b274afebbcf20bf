import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findRelease } from '../../../lib/cli/bundle/fetch.ts';
import { readManifest, verifyBundle, writeManifest } from '../../../lib/cli/bundle/folder.ts';
import { addFiles, downloadBundle } from '../../../lib/cli/bundle/make.ts';
import { listPlaces, type Places } from '../../../lib/cli/bundle/places.ts';
import { hashBytes } from '../../../lib/core/hash.ts';
import { withFolder } from '../../support/temporary-folder.ts';
import { withWebServer } from '../../support/web-server.ts';

const VERSION = 'v1.30.4+k3s1';
const BINARY = 'the binary';
const IMAGES = 'the images';
const LIST = `${hashBytes(BINARY)}  k3s\n${hashBytes(IMAGES)}  k3s-airgap-images-amd64.tar.gz\n${hashBytes('x')}  k3s-airgap-images-amd64.tar\n`;

const RELEASE: Readonly<Record<string, string>> = {
  '/mirror/channels/stable': `${VERSION}\n`,
  '/mirror/v1.30.4-k3s1/sha256sum-amd64.txt': LIST,
  '/mirror/v1.30.4-k3s1/k3s': 'something else',
  '/second/v1.30.4-k3s1/k3s': BINARY,
  '/second/v1.30.4-k3s1/k3s-airgap-images-amd64.tar.gz': IMAGES,
};

/** Two mirrors, of which the first has a broken binary and no images. */
async function withMirrors(body: (places: Places, folder: string, asked: string[]) => Promise<void>) {
  const asked: string[] = [];
  await withWebServer(
    (request, response) => {
      asked.push(request.url ?? '');
      const text = RELEASE[request.url ?? ''];
      if (text === undefined) response.writeHead(404);
      response.end(text);
    },
    async ({ url }) => {
      await withFolder((folder) =>
        body(listPlaces([`${url}/mirror`, `${url}/second`]), join(folder, 'bundle'), asked),
      );
    },
  );
}

const wish = { version: VERSION, arches: ['amd64'], images: true, tell: () => undefined };

describe('downloadBundle', () => {
  it('takes each file from the first place that has what the list says', async () => {
    await withMirrors(async (places, folder) => {
      const manifest = await downloadBundle({ ...wish, folder, places });

      assert.deepEqual(Object.keys(manifest.files), [
        'k3s',
        'k3s-airgap-images-amd64.tar.gz',
        'sha256sum-amd64.txt',
      ]);
      assert.equal(await readFile(join(folder, 'k3s'), 'utf8'), BINARY);
      assert.deepEqual((await readdir(folder)).sort(), Object.keys(manifest.files).sort());
      assert.deepEqual(await verifyBundle(folder, manifest), []);
    });
  });

  it('leaves what is there and right', async () => {
    await withMirrors(async (places, folder, asked) => {
      await downloadBundle({ ...wish, folder, places });
      asked.length = 0;

      await downloadBundle({ ...wish, folder, places });

      assert.deepEqual(asked, ['/mirror/v1.30.4-k3s1/sha256sum-amd64.txt']);
    });
  });

  it('leaves the images out when it is told to', async () => {
    await withMirrors(async (places, folder) => {
      const { files } = await downloadBundle({ ...wish, folder, places, images: false });

      assert.deepEqual(Object.keys(files), ['k3s', 'sha256sum-amd64.txt']);
    });
  });
});

describe('findRelease', () => {
  it('reads the release that a mirror names', async () => {
    await withMirrors(async (places) => {
      assert.equal(await findRelease(places.channels('stable').slice(0, 1)), VERSION);
    });
  });

  it('says so where there is none', async () => {
    await withMirrors(async (places) => {
      await assert.rejects(
        findRelease(places.channels('odd').slice(0, 2)),
        /no release found behind .*channels\/odd/,
      );
    });
  });
});

describe('addFiles', () => {
  async function withFiles(
    files: Readonly<Record<string, string>>,
    body: (paths: string[], folder: string) => Promise<void>,
  ) {
    await withFolder(async (folder) => {
      const from = join(folder, 'from');
      await mkdir(from);
      for (const [name, text] of Object.entries(files)) await writeFile(join(from, name), text);
      await body(
        Object.keys(files).map((name) => join(from, name)),
        join(folder, 'bundle'),
      );
    });
  }

  it('takes files and tells which were checked', async () => {
    await withFiles({ k3s: BINARY, 'sha256sum-amd64.txt': LIST, 'k3s-arm64': 'y' }, async (paths, folder) => {
      const told: string[] = [];

      const manifest = await addFiles(paths, { folder, version: VERSION, tell: (line) => told.push(line) });

      assert.deepEqual(told, [
        'k3s: checked',
        'sha256sum-amd64.txt: checked',
        'k3s-arm64: taken as it is, no list names it',
      ]);
      assert.equal(manifest.files['k3s']?.sha256, hashBytes(BINARY));
    });
  });

  it('refuses a file that is not what the list says', async () => {
    await withFiles({ k3s: 'other', 'sha256sum-amd64.txt': LIST }, async (paths, folder) => {
      await assert.rejects(
        addFiles(paths, { folder, version: VERSION, tell: () => undefined }),
        /the list of the release says/,
      );
    });
  });

  it('refuses a name that no release has', async () => {
    await withFiles({ 'k3s-mips': 'x' }, async (paths, folder) => {
      await assert.rejects(
        addFiles(paths, { folder, version: VERSION, tell: () => undefined }),
        /k3s-mips is no file of a release by its name .*files are named as in the release: k3s, /,
      );
    });
  });
});

describe('verifyBundle', () => {
  it('names what is missing, what has changed, and what is not of the release', async () => {
    await withMirrors(async (places, folder) => {
      const { files } = await downloadBundle({ ...wish, folder, places });
      await writeFile(join(folder, 'k3s'), 'changed');
      const forged = { ...files, 'k3s-airgap-images-amd64.tar': { size: 1, sha256: '0'.repeat(64) } };

      const wrong = await verifyBundle(folder, { version: VERSION, files: forged });

      assert.equal(wrong.length, 3, wrong.join('\n'));
      assert.match(wrong[0] ?? '', /^k3s has the sha256 .*, not /);
      assert.match(wrong[1] ?? '', /^k3s-airgap-images-amd64\.tar is not there/);
      assert.match(wrong[2] ?? '', /is not that of the release/);
    });
  });
});

describe('readManifest', () => {
  it('reads what was written, and nothing where there is none', async () => {
    await withFolder(async (folder) => {
      assert.equal(await readManifest(folder), undefined);
      const manifest = { version: VERSION, files: { k3s: { size: 1, sha256: 'a'.repeat(64) } } };

      await writeManifest(folder, manifest);

      assert.deepEqual(await readManifest(folder), manifest);
    });
  });

  for (const text of [
    '',
    '[]',
    '{"version":1}',
    '{"version":"v1","files":{"../x":{"size":1,"sha256":"a"}}}',
  ]) {
    it(`refuses ${JSON.stringify(text)}`, async () => {
      await withFolder(async (folder) => {
        await writeFile(join(folder, 'bundle.json'), text);

        await assert.rejects(readManifest(folder), /bundle\.json cannot be used.*in an empty folder/);
      });
    });
  }
});
