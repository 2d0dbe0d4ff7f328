import { EventEmitter } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  Logger as WorkerLogger,
  parseCrontab,
  run,
  type LogFunctionFactory,
  type Runner,
  type TaskList,
  type WorkerEvents,
} from 'graphile-worker';
import type { Pool } from 'pg';
import type { Logger } from 'pino';
import { schedule } from './tasks.ts';
import { locks } from '../locks.ts';

export interface Worker {
  /** Takes no more jobs and waits for those under way; after eight seconds they are given back, to be tried again. */
  stop(): Promise<void>;
}

/**
 * Works in this process for as long as it lives: a job that fails is tried again, later each time, and so is the worker
 * itself, which ends when the database is away at the moment at which it writes down how a job went.
 */
export async function startWorker(pool: Pool, tasks: TaskList, logger: Logger): Promise<Worker> {
  let isStopping = false;
  let started = await startRunner(pool, tasks, logger);
  const adoption = setInterval(() => void adoptJobs(pool, logger), 20_000);
  void keepRunning();

  async function keepRunning(): Promise<void> {
    for (;;) {
      const ended = started;
      await ended.runner.promise.catch(() => undefined);
      if (isStopping) return;
      await sleep(1000);
      try {
        await pool.query('select graphile_worker.force_unlock_workers($1)', [[ended.name]]);
        started = await startRunner(pool, tasks, logger);
        logger.warn('the worker had ended and was started again');
      } catch (error) {
        logger.error({ reason: String(error) }, 'the worker does not start');
      }
      if (isStopping) await started.runner.stop().catch(() => undefined);
    }
  }

  return {
    async stop() {
      isStopping = true;
      clearInterval(adoption);
      const { runner } = started;
      const giveUp = setTimeout(() => void runner.kill('stopping').catch(() => undefined), 8000);
      await runner.stop().catch(() => undefined);
      clearTimeout(giveUp);
    },
  };
}

async function startRunner(pool: Pool, tasks: TaskList, logger: Logger): Promise<{ runner: Runner; name: string }> {
  const events: WorkerEvents = new EventEmitter();
  let name = '';
  events.on('pool:create', ({ workerPool }) => (name = workerPool.id));
  // On the connection that a worker keeps for its whole life, once it listens there: PostgreSQL lets go of the lock when
  // the process dies.
  events.on('pool:listen:success', ({ client }) => {
    const lock = () => client.query('select pg_advisory_lock($1, hashtext($2))', [locks.worker, name]);
    client.once('drain', () => void lock().catch(() => undefined));
  });
  await adoptJobs(pool, logger);
  const runner = await run({
    pgPool: pool,
    taskList: tasks,
    parsedCronItems: parseCrontab(schedule),
    noHandleSignals: true,
    events,
    logger: new WorkerLogger(writeTo(logger)),
    // Without these two a job that ends while the database is away would end the process.
    preset: { worker: { concurrentJobs: 2, pollInterval: 2000, completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
  });
  stopWhenStuck(runner, events);
  return { runner, name };
}

/** A worker whose very first question met a broken connection keeps that answer for ever. */
function stopWhenStuck(runner: Runner, events: WorkerEvents): void {
  let failures = 0;
  events.on('worker:getJob:empty', () => (failures = 0));
  events.on('job:start', () => (failures = 0));
  events.on('worker:getJob:error', () => {
    failures += 1;
    if (failures === 4) void runner.stop().catch(() => undefined);
  });
}

/**
 * Frees the jobs of processes that died over them, which would otherwise stay locked for hours. Half a minute is for a
 * worker that lives and has yet to take its lock again, as after a restart of the database.
 */
async function adoptJobs(pool: Pool, logger: Logger): Promise<void> {
  const owners = `select distinct locked_by from graphile_worker.jobs where locked_at < now() - interval '30 seconds'`;
  await pool
    .query(
      `select graphile_worker.force_unlock_workers(array(
         select locked_by from (${owners}) owner where pg_try_advisory_xact_lock($1, hashtext(locked_by))))`,
      [locks.worker],
    )
    .catch((error: unknown) => logger.warn({ reason: String(error) }, 'jobs of ended processes were not looked for'));
}

const levels = { error: 'error', warning: 'warn', info: 'debug', debug: 'trace' } as const;

/** Which job it was, but not what it is about: payloads are customers' matters. */
const writeTo =
  (logger: Logger): LogFunctionFactory =>
  () =>
  (level, message, meta) => {
    const job = meta?.job as { id: string; task_identifier: string } | undefined;
    logger[levels[level]](job ? { job: job.id, task: job.task_identifier } : {}, message);
  };
