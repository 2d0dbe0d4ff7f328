/** `npm run explain -- SITE EMAIL [PAGE]`: why somebody can't sign in, or can't see a page. */
import { getSite, printable, runCommand, withDatabase } from '../command-line.ts';
import { accessStore } from '../features/access/access.store.ts';
import { explainService, type ExplainService } from '../features/access/explain.service.ts';
import { explainStore } from '../features/access/explain.store.ts';
import { when } from '../features/access/explain-words.ts';
import { siteReports } from '../features/access/site-reports.store.ts';
import { supportCodes } from '../features/access/support-codes.store.ts';
import { UsageError } from '../features/settings/setting-options.ts';
import { AppError } from '../http/errors.ts';

const usage = `Usage: npm run explain -- SITE WHO [PAGE]

WHO is an email address, a username or a support code such as K7M-4QXD; PAGE the address of a page.`;

const isCode = (text: string): boolean => /^[A-Z0-9]{3}-[A-Z0-9]{4}$/i.test(text);

function print({ answer, checks, remedies }: Awaited<ReturnType<ExplainService['explain']>>): void {
  console.log(printable(answer));
  for (const { isFine, says, at } of checks) {
    console.log(printable(`  ${isFine ? 'ok' : '! '} ${says}${at ? ` (${when(at)})` : ''}`));
  }
  for (const { says } of remedies) console.log(printable(`  -> ${says}`));
}

await runCommand(async () => {
  const [siteId, who, page, ...more] = process.argv.slice(2);
  if (siteId === undefined || /^(help|--help|-h)$/.test(siteId)) return console.log(usage);
  if (who === undefined || more.length > 0) throw new UsageError(usage);
  await withDatabase(async ({ db, pool }) => {
    const site = await getSite(db, siteId);
    const { explain } = explainService({
      store: explainStore(db),
      accessStore: accessStore(pool),
      codes: supportCodes(db),
      reports: siteReports(db),
    });
    try {
      print(await explain(site, { ...(isCode(who) ? { code: who } : { login: who }), page }));
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      throw new UsageError(
        error.code === 'not_found' ? `There is no support code ${who}` : `${page} is no address of a page`,
      );
    }
  });
});
