import type { Script } from '../../../connection/sh.ts';
import type { Unknown } from '../../../core/unknown.ts';
import type { HostRead } from '../../read.ts';

/** A package as the host's package manager knows it. */
export interface PackageState {
  /** "broken": its installation was interrupted. */
  readonly state: 'installed' | 'absent' | 'broken';
  /** "" unless it is installed. */
  readonly version: string | Unknown;
}

/** The version that installing now would lead to; "" where the package is not known. */
export interface Candidate {
  readonly version: string | Unknown;
}

/** The manager's own list of what there is to install. */
export interface PackageLists {
  /** Seconds since it was brought; undefined where there is none. */
  readonly ageS?: number | undefined;
  /** Whether the sources were changed since: the list is not that of the sources of now. */
  readonly outdated?: true | undefined;
  /** Why it cannot be known what there is to install. No host says so: `repository` predicts it. */
  readonly toCome?: Unknown | undefined;
}

export interface InstallOptions {
  readonly names: readonly string[];
  /** Also what the packages recommend, where the manager knows such a thing. */
  readonly recommends: boolean;
  /** `always` brings the lists first; `if-needed` only where there are none or they lack a package. */
  readonly update: 'always' | 'if-needed';
  /** Also brings those that are installed up to date, where installing alone would not. */
  readonly latest?: boolean | undefined;
}

/** What a package manager has to offer to the `package` module: one file each, one line in managers.ts. */
export interface PackageManager {
  readonly name: string;
  readPackage(name: string): HostRead<PackageState>;
  readCandidate(name: string): HostRead<Candidate>;
  readLists(): HostRead<PackageLists>;
  /** Installs or brings up to date, without a question, keeping changed configuration files. */
  install(options: InstallOptions): Script;
  /** As `install`, from archives on the host alone, each a folder of packages with its index; takes them away after. */
  readonly installFrom?: (archives: readonly string[], options: Omit<InstallOptions, 'update'>) => Script;
  remove(names: readonly string[]): Script;
}
