import { runOnModel } from './spec/support/model-run.ts';
const hosts = Object.fromEntries(Array.from({length: 50}, (_, i) => [`h${i}`, {a: '1'}]));
const kind = process.argv[2];
const task = kind === 'ok' ? 'setting: { name: a, value: "1" }' : 'setting: { name: a, value: "1", action: true, sure: false }';
const text = `- hosts: web\n  tasks:\n${Array.from({length: 100}, (_, i) => `    - { name: T${i}, ${task} }\n`).join('')}`;
const t0 = process.cpuUsage(); const w = performance.now();
const run = await runOnModel(text, { hosts, concurrency: 50 });
const c = process.cpuUsage(t0); console.log(kind, run.exitCode, run.told.length, 'cpu ms', (c.user+c.system)/1000, 'per task', (c.user+c.system)/1000/5000, 'wall', performance.now()-w);
