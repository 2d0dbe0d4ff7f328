import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Started, Usage } from './messages.ts';

/** Listens, tells the benchmark where, answers whatever it says with what the server has used so far, and ends with it. */
export function report(server: Server, countStatements: () => number): void {
  server.listen(0, '127.0.0.1', () => {
    const started: Started = { port: (server.address() as AddressInfo).port };
    process.send?.(started);
  });
  process.on('message', () => {
    const { user, system } = process.cpuUsage();
    const usage: Usage = { cpuMicros: user + system, statements: countStatements() };
    process.send?.(usage);
  });
  process.once('disconnect', () => process.exit());
}
