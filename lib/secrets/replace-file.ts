import { randomBytes } from 'node:crypto';
import { link, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Puts a file in place whole or not at all, readable by its owner only, and on disk when this returns. */
export async function replaceFile(file: string, text: string): Promise<void> {
  await placeFile(file, text, rename);
}

/** The same where there is no such file yet; false, and nothing is touched, where there is one. */
export async function createFile(file: string, text: string): Promise<boolean> {
  try {
    await placeFile(file, text, link);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

async function placeFile(
  file: string,
  text: string,
  place: (from: string, to: string) => Promise<void>,
): Promise<void> {
  const beside = `${file}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    const handle = await open(beside, 'wx', 0o600);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await place(beside, file);
  } finally {
    await rm(beside, { force: true });
  }
  await syncFolder(dirname(file));
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
