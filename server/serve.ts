import type { Server } from 'node:http';
import { createServer } from 'node:http';
import type { Express } from 'express';
import type { Runner, TaskList } from 'graphile-worker';
import type { Logger } from 'pino';
import type { Database } from './database.ts';
import { startWorker } from './jobs/worker.ts';

interface Options {
  app: Express;
  tasks: TaskList;
  database: Database;
  logger: Logger;
  host: string;
  port: number;
}

export interface Serving {
  /** Stops taking connections, lets what is under way finish for up to ten seconds, then the worker and the pools. */
  stop(): Promise<void>;
}

/** Node's own limits are 60 and 300 seconds, checked twice a minute: too kind to slow senders. */
const patience = { headersTimeout: 10_000, requestTimeout: 30_000, connectionsCheckingInterval: 2000 };

/** Listens and works until stopped. Throws when the port is taken. */
export async function serve({ app, tasks, database, logger, host, port }: Options): Promise<Serving> {
  let isDraining = false;
  const handle: Express = app;
  const server = createServer(patience, (request, response) => {
    // Before anything else, so that a load balancer learns of the end while requests still finish.
    if (request.url === '/readyz')
      return void answerReady(database, isDraining).then((status) => response.writeHead(status).end());
    handle(request, response);
  });
  server.maxConnections = 2000;
  await listen(server, host, port);
  const worker = await startWorker(database.pool, tasks, logger);

  return {
    async stop() {
      isDraining = true;
      await Promise.all([closeServer(server), stopWorker(worker)]);
      await database.close();
    },
  };
}

async function answerReady({ pool }: Database, isDraining: boolean): Promise<number> {
  if (isDraining) return 503;
  return pool.query('select 1').then(
    () => 200,
    () => 503,
  );
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const giveUp = setTimeout(() => server.closeAllConnections(), 10_000);
    server.close(() => {
      clearTimeout(giveUp);
      resolve();
    });
    server.closeIdleConnections();
  });
}

const stopWorker = (worker: Runner): Promise<void> => worker.stop().catch(() => undefined);

/** Runs `stop` once on Ctrl-C or SIGTERM; a second signal ends the process at once. */
export function stopOnSignal(stop: () => Promise<void>, logger: Logger): void {
  const onSignal = (signal: NodeJS.Signals) => {
    process.once(signal, () => process.exit(130));
    logger.info({ signal }, 'stopping');
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        logger.error({ err: error }, 'stopping failed');
        process.exit(1);
      },
    );
  };
  process.once('SIGINT', onSignal);
  process.once('SIGTERM', onSignal);
}
