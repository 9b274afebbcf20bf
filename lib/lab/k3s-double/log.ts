type Level = 'info' | 'warning' | 'error' | 'fatal';

/** Ends the process: `main` logs the message as `level=fatal` and exits 1. */
export class Fatal extends Error {
  override readonly name = 'Fatal';
}

/** One line in logrus' form, so that whoever searches a journal finds the words of a real K3s. */
export function formatLine(level: Level, message: string, now: Date): string {
  const time = `${now.toISOString().slice(0, 19)}Z`;
  return `time="${time}" level=${level} msg=${JSON.stringify(message)}\n`;
}

function write(level: Level, message: string): void {
  process.stderr.write(formatLine(level, message, new Date()));
}

export const log = {
  info: (message: string): void => write('info', message),
  warn: (message: string): void => write('warning', message),
  error: (message: string): void => write('error', message),
  fatal: (message: string): void => write('fatal', message),
} as const;
