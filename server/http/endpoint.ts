/**
 * The shape of the API contract.
 *
 * A contract maps an endpoint name such as `"GET /orders/:orderId"` to what it accepts and what it answers. The name is
 * the only spelling of method and path in the code: the server mounts it, the widget, the tests and the OpenAPI document
 * use the same string.
 */
import type { z } from 'zod';
import type { SwitchName } from '../features/settings/switches.ts';

/** What a member of the site's staff may do: each role also what those before it may. */
export const roles = ['support', 'admin', 'owner'] as const;
export type Role = (typeof roles)[number];

/**
 * Who may call an endpoint, checked where it is mounted and nowhere else.
 * - `anyone`: no session needed; a call that changes something must still come from one of the site's origins.
 * - `customer`: a signed-in customer of the site in the address.
 * - `vendor`: the vendor's own server, which shows the site's secret key (`x-cc-proxy-key`).
 * - a role: staff of the site in the address who have at least that role.
 */
export type Audience = 'anyone' | 'customer' | 'vendor' | Role;

export interface Endpoint {
  readonly audience: Audience;
  /** Refused with `switched_off` while the site has this switch off. Every switch but `center` also needs `center`. */
  readonly switch?: SwitchName;
  /** Refused with `confirmation_needed` when the caller has not proved who they are within the last ten minutes. */
  readonly confirmed?: true;
  /** Of staff: also for who has given the password only, or has yet to set a second factor up. */
  readonly beforeSecondFactor?: true;
  /** Of staff: what the audit trail calls it, in the past: "Changed the settings". Every call that changes something has one. */
  readonly audit?: string;
  /** Of staff: how much may be sent; 100 kB when absent. */
  readonly maxBody?: `${number}kb`;
  /**
   * Needs the header `Idempotency-Key`, 16 to 64 letters, digits and dashes: the same key with the same request is answered
   * as it was the first time, and does nothing twice.
   */
  readonly idempotent?: true;
  /** One line for the API's documentation. */
  readonly summary: string;
  readonly query?: z.ZodType;
  readonly body?: z.ZodType;
  readonly reply: z.ZodType | FileReply;
}

/** A reply that is no JSON. Its reading gives `data`, of which `toFile` beside the reading makes the content. */
export interface FileReply<Data = unknown> {
  /** Of pictures a range: each says its own. */
  readonly contentType: string;
  /** What the file is called where it is saved: letters, digits, dots and dashes. `null`: it is shown, not saved. */
  readonly fileName: string | null;
  readonly data: z.ZodType<Data>;
}

export const csvFile = <Data>(fileName: string, data: z.ZodType<Data>): FileReply<Data> => ({
  contentType: 'text/csv; charset=utf-8',
  fileName,
  data,
});

export const picture = <Data>(data: z.ZodType<Data>): FileReply<Data> => ({
  contentType: 'image/*',
  fileName: null,
  data,
});

export const isFile = (reply: Endpoint['reply']): reply is FileReply => 'contentType' in reply;

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
export type Contract = Record<`${Method} /${string}`, Endpoint>;

/** `"GET /orders/:orderId"` gives `"orderId"`. */
export type ParamName<Path> = Path extends `${string}:${infer Tail}`
  ? Tail extends `${infer Name}/${infer Rest}`
    ? Name | ParamName<Rest>
    : Tail
  : never;

type Params<Name> = [ParamName<Name>] extends [never] ? unknown : { params: Record<ParamName<Name>, string> };

/** What a caller sends. */
export type RequestOf<Name, E> = Params<Name> &
  (E extends { idempotent: true } ? { idempotencyKey: string } : unknown) &
  (E extends { query: infer Q extends z.ZodType } ? { query?: z.input<Q> } : unknown) &
  (E extends { body: infer B extends z.ZodType } ? { body: z.input<B> } : unknown);

/** What a handler receives, after validation. */
export type ParsedOf<Name, E> = Params<Name> &
  (E extends { query: infer Q extends z.ZodType } ? { query: z.output<Q> } : unknown) &
  (E extends { body: infer B extends z.ZodType } ? { body: z.output<B> } : unknown);

/** What a caller gets; of a file its text. */
export type ReplyOf<E> = E extends { reply: FileReply }
  ? string
  : E extends { reply: infer R extends z.ZodType }
    ? z.output<R>
    : never;
