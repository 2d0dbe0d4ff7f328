/** A real installation: reads the environment, brings the database up to date, serves until told to stop. */
import { pino } from 'pino';
import { createApp } from './app.ts';
import { ConfigError, readConfig, type Config } from './config.ts';
import { migrate, openDatabase } from './database.ts';
import { smtpMailer } from './mail/smtp.ts';
import { serve, stopOnSignal } from './serve.ts';

async function main(config: Config): Promise<void> {
  const logger = pino({ level: config.logLevel });
  const database = openDatabase({ url: config.databaseUrl, connections: config.databaseConnections, logger });
  await migrate(database);
  const mailer = smtpMailer(config.smtpUrl);
  const { app, tasks } = createApp({ config, database, mailer, logger });
  const { host, port } = config;
  const serving = await serve({ app, tasks, database, logger, host, port });
  stopOnSignal(async () => {
    await serving.stop();
    mailer.close();
  }, logger);
  logger.info({ host, port, baseUrl: config.baseUrl }, 'customer center is serving');
}

/** One line: what an operator reads first should not be a stack. */
function giveUp(error: unknown): never {
  const { code, message } = error as { code?: string; message: string };
  if (error instanceof ConfigError) console.error(message);
  else if (code === 'EADDRINUSE') console.error(`PORT ${process.env.PORT ?? 4400} is taken by another program`);
  else if (code?.startsWith('ECONN') || code === 'ENOTFOUND') console.error(`DATABASE_URL does not answer: ${message}`);
  else console.error(error);
  process.exit(1);
}

try {
  await main(readConfig(process.env));
} catch (error) {
  giveUp(error);
}
