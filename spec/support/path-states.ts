export { absent, aFile, aFolder, shownSum } from '../../lib/testing/path-states.ts';
