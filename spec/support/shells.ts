export {
  bash,
  dash,
  installBusybox,
  installSystemShells,
  listSyntaxErrors,
  withShells,
  type Shell,
} from '../../lib/testing/shells.ts';
