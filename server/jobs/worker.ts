import { Logger as WorkerLogger, parseCrontab, run, type Runner, type TaskList } from 'graphile-worker';
import type { Pool } from 'pg';
import type { Logger } from 'pino';
import { schedule } from './tasks.ts';

const levels = { error: 'error', warning: 'warn', info: 'debug', debug: 'trace' } as const;

/** Starts the worker in this process. A job that fails is tried again, later each time. */
export function startWorker(pool: Pool, tasks: TaskList, logger: Logger): Promise<Runner> {
  return run({
    pgPool: pool,
    taskList: tasks,
    parsedCronItems: parseCrontab(schedule),
    concurrency: 2,
    pollInterval: 2000,
    noHandleSignals: true,
    logger: new WorkerLogger(() => (level, message, meta) => logger[levels[level]]({ meta }, message)),
  });
}
