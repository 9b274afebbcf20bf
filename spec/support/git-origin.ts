import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

const WHO = [
  '-c',
  'user.name=A',
  '-c',
  'user.email=a@example.org',
  '-c',
  'commit.gpgsign=false',
  '-c',
  'tag.gpgsign=false',
];

/** What a git command in a folder prints; settings of whoever runs the specs do not count. */
export function call(folder: string, ...words: readonly string[]): string {
  const env = { PATH: process.env['PATH'], HOME: '/', GIT_CONFIG_NOSYSTEM: '1' };
  return execFileSync('git', ['-C', folder, ...WHO, ...words], {
    env,
    encoding: 'utf8',
    stdio: 'pipe',
  }).trim();
}

/** A bare repository in a path with a space, and the folder that its commits come from. */
export class Origin {
  readonly bare: string;
  readonly work: string;

  constructor(root: string, name = 'the repo.git') {
    this.bare = join(root, name);
    this.work = join(root, `${name}.work`);
    call(root, 'init', '-q', '--bare', '-b', 'main', this.bare);
    call(root, 'init', '-q', '-b', 'main', this.work);
    call(this.work, 'remote', 'add', 'origin', this.bare);
  }

  commit(text: string): string {
    writeFileSync(join(this.work, 'a file'), text);
    call(this.work, 'add', '-A');
    call(this.work, 'commit', '-q', '-m', text);
    call(this.work, 'push', '-q', '--tags', 'origin', 'HEAD');
    call(this.bare, 'update-server-info');
    return call(this.work, 'rev-parse', 'HEAD');
  }

  tag(name: string): void {
    call(this.work, 'tag', '-a', '-m', name, name);
    call(this.work, 'push', '-q', '--tags');
  }
}
