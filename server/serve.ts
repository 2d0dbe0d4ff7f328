import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TaskList } from 'graphile-worker';
import type { Logger } from 'pino';
import { ConfigError } from './config.ts';
import type { Database } from './database.ts';
import { startWorker } from './jobs/worker.ts';

interface Options {
  app: (request: IncomingMessage, response: ServerResponse) => void;
  tasks: TaskList;
  database: Database;
  logger: Logger;
  host: string;
  port: number;
  limits?: typeof patience;
}

export interface Serving {
  /** Stops taking connections, lets what is under way finish for up to ten seconds, then the worker and the pools. */
  stop(): Promise<void>;
}

/** In milliseconds. Node's own limits are 60 and 300 seconds, checked twice a minute: too kind to slow senders. */
export const patience = {
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  connectionsCheckingInterval: 2000,
  /** Longer than a proxy keeps a connection it does not use, so that it is never the server who hangs up on a request. */
  keepAliveTimeout: 65_000,
  /** Between the news that the server stops and the end of listening: what is on its way by then is still taken. */
  notice: 500,
  /** For what is under way when the server is stopped. */
  drain: 10_000,
};

/** Listens and works until stopped. Throws a line for the operator when it can't listen. */
export async function serve(options: Options): Promise<Serving> {
  const { app, tasks, database, logger, host, port, limits = patience } = options;
  const underWay = new Set<ServerResponse>();
  let isDraining = false;
  const server = createServer(limits, (request, response) => {
    underWay.add(response);
    response.once('close', () => underWay.delete(response));
    if (isDraining) response.setHeader('Connection', 'close');
    // Before anything else, so that a load balancer learns of the end while requests still finish.
    if (request.url === '/readyz') void answerReady(database, isDraining, response);
    else app(request, response);
  });
  server.maxConnections = 2000;
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  await listen(server, host, port);
  const worker = await startWorker(database.pool, tasks, logger);

  return {
    async stop() {
      isDraining = true;
      // Whoever keeps the connection for the next request would otherwise send that one to a server that is leaving.
      for (const response of underWay) if (!response.headersSent) response.setHeader('Connection', 'close');
      const workerStopped = worker.stop();
      await sleep(limits.notice);
      // Browsers open some in advance, which Node would wait for as if a request were on its way.
      for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy();
      await Promise.all([closeServer(server, limits.drain), workerStopped]);
      await database.close();
    },
  };
}

async function answerReady({ pool }: Database, isDraining: boolean, response: ServerResponse): Promise<void> {
  const isReady = !isDraining && (await pool.query('select 1').then(Boolean, () => false));
  response.writeHead(isReady ? 200 : 503, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' });
  response.end(JSON.stringify({ status: isReady ? 'ready' : isDraining ? 'stopping' : 'no database' }));
}

/** Throws the line of a port that is taken, for programs that have much to do before they listen. */
export async function requireFreePort({ host, port }: { host: string; port: number }): Promise<void> {
  const server = createServer();
  await listen(server, host, port);
  await new Promise((resolve) => server.close(resolve));
}

async function listen(server: Server, host: string, port: number): Promise<void> {
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (error) {
    throw new ConfigError(whyNotListening(error as NodeJS.ErrnoException, host, port));
  }
}

function whyNotListening({ code, message }: NodeJS.ErrnoException, host: string, port: number): string {
  if (code === 'EADDRINUSE') return `PORT ${port} is taken by another program: stop that one, or choose another port`;
  if (code === 'EACCES') return `PORT ${port} may not be used by this user: choose one above 1023`;
  return `HOST ${host} is no address of this computer: ${message}`;
}

function closeServer(server: Server, drain: number): Promise<void> {
  return new Promise((resolve) => {
    // Connections turn idle one by one, as what was under way on them ends.
    const idle = setInterval(() => server.closeIdleConnections(), 100);
    const giveUp = setTimeout(() => server.closeAllConnections(), drain);
    server.close(() => {
      clearInterval(idle);
      clearTimeout(giveUp);
      resolve();
    });
  });
}

/**
 * Runs `stop` once on Ctrl-C, SIGTERM or when the terminal is closed; a second signal ends the process at once. One
 * Ctrl-C under `npm start` may arrive twice within moments, from the terminal and from npm, and counts once.
 */
export function stopOnSignal(stop: () => Promise<void>, logger: Pick<Logger, 'info' | 'error'>): void {
  let stoppingSince: number | undefined;
  const onSignal = (signal: NodeJS.Signals) => {
    if (stoppingSince !== undefined) {
      if (performance.now() - stoppingSince > 500) process.exit(130);
      return;
    }
    stoppingSince = performance.now();
    logger.info({ signal }, 'stopping');
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        logger.error({ err: error }, 'stopping failed');
        process.exit(1);
      },
    );
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
}
