/** What all elements of one site on a page share: one boot, one customer, one place for an emailed link. */
import type { Boot, CurrentCustomer } from '../server/features/boot/boot.contract.ts';
import type { Overview } from '../server/features/overview/overview.contract.ts';
import type { Landing } from '../server/features/sign-in/sign-in.contract.ts';
import { ApiError, type Call, callUrl, connect } from './api.ts';
import { type EmailedLink, takeEmailedLink } from './places.ts';
import { safeUrl } from './safe-url.ts';

export type { Boot, CurrentCustomer, Landing };

/** An element that shows this session; the first full center, else the first of all, carries the sign-in card. */
export interface Reader {
  readonly isFullCenter: boolean;
  /** Slug of the program it lets people register for; empty: none. */
  readonly program: string;
  /** Shows who is signed in, but is no place to sign in. */
  readonly isButton?: boolean;
  sessionChanged(): void;
}

export class Session {
  private readonly readers = new Set<Reader>();
  private starting: Promise<void> | undefined;

  readonly call: Call;
  boot: Boot | undefined;
  /** Why there is no boot. */
  failure: ApiError | undefined;
  /** Dialogs a person is in: calls that need the same wait for the same one. */
  readonly gates = new Map<string, Promise<boolean>>();
  /** In memory only, until it is used or dropped. */
  link: EmailedLink | undefined;
  /** Signing out on the server did not work; what was on the screen is gone all the same. */
  isSignOutUnsure = false;
  /** The line "Set a password" was closed. */
  isPasswordLineClosed = false;

  constructor(
    private readonly server: string,
    private readonly site: string,
  ) {
    this.call = connect(server, site);
  }

  /** Address of a file. The browser fetches it by itself, as the customer it has the cookie of. */
  fileUrl(path: string, query?: Record<string, string>): string {
    return callUrl(this.server, this.site, path, query).href;
  }

  get customer(): CurrentCustomer | null {
    return this.boot?.customer ?? null;
  }

  /** Page of the center, without fragment. */
  get centerAddress(): string | undefined {
    return safeUrl(this.boot?.site.centerAddress)?.split('#')[0];
  }

  /** The first program that an element of the page names. */
  get program(): string | undefined {
    return [...this.readers].find((reader) => reader.program)?.program;
  }

  get hasFullCenter(): boolean {
    return [...this.readers].some((reader) => reader.isFullCenter);
  }

  isLeader(reader: Reader): boolean {
    const readers = [...this.readers];
    return (readers.find((one) => one.isFullCenter) ?? readers.find((one) => !one.isButton)) === reader;
  }

  join(reader: Reader): void {
    this.readers.add(reader);
    this.takeLink();
    // All elements of the page join in the same task, so one request answers what any of them needs.
    if (!this.boot) this.starting ??= Promise.resolve().then(() => this.restart());
  }

  leave(reader: Reader): void {
    this.readers.delete(reader);
  }

  takeLink(): void {
    const link = takeEmailedLink();
    if (!link) return;
    this.link = link;
    this.tell();
  }

  dropLink(): void {
    this.link = undefined;
    this.tell();
  }

  /** Asks the server again who is signed in. What is on the screen stays; it throws when there is no answer. */
  async load(): Promise<void> {
    const { program } = this;
    const query = { ...(this.hasFullCenter && { first: 'overview' as const }), ...(program && { program }) };
    this.boot = await this.call('GET /boot', { query });
    this.tell();
  }

  /** From nothing, as when the page was opened. */
  async restart(): Promise<void> {
    this.boot = this.failure = undefined;
    this.tell();
    await this.load().catch((error: ApiError) => this.fail(error));
  }

  fail(error: ApiError): void {
    this.failure = error;
    this.tell();
  }

  /** Quietly, while nobody is signed in: the link may have been used in another tab. */
  async look(): Promise<void> {
    if (this.boot && !this.customer) await this.load().catch(() => undefined);
  }

  /** The overview that came with boot, once: later it would be old. */
  takeOverview(): Overview | null {
    const overview = this.boot?.overview ?? null;
    if (this.boot) this.boot.overview = null;
    return overview;
  }

  /** Forgets the customer at once, whether or not the server can be reached. */
  async signOut(): Promise<void> {
    const done = this.call('POST /sign-out', { body: {} });
    this.forgetCustomer();
    await done.catch((error: unknown) => {
      this.isSignOutUnsure = !(error instanceof ApiError && error.code === 'signed_out');
      this.tell();
    });
  }

  forgetCustomer(): void {
    if (this.boot) this.boot = { ...this.boot, customer: null, overview: null };
    this.isSignOutUnsure = false;
    this.isPasswordLineClosed = false;
    this.tell();
  }

  tell(): void {
    for (const reader of [...this.readers]) reader.sessionChanged();
  }
}

const sessions = new Map<string, Session>();

export function sessionOf(server: string, site: string): Session {
  const key = `${server} ${site}`;
  const session = sessions.get(key) ?? new Session(server, site);
  sessions.set(key, session);
  return session;
}
