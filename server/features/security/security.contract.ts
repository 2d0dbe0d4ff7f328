import { z } from 'zod';
import type { Contract } from '../../http/endpoint.ts';
import { id, instant } from '../../http/values.ts';

/** Also with spaces and any characters, pasted or not; the service checks length and known-bad lists. */
export const newPassword = z.string().min(1).max(256);

/** Starts with a letter, no `@`, so that it is never taken for an email address. */
export const username = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[a-z][a-z0-9._-]{2,39}$/, 'needs 3 to 40 letters, digits, dots, dashes; a letter first');

export const device = z.strictObject({
  id,
  /** Browser and system in words, such as `Firefox on Windows`. */
  name: z.string(),
  /** First part of the network address; `null` when unknown. */
  network: z.string().nullable(),
  signedInAt: instant,
  lastSeenAt: instant,
  /** The device this call came from. */
  current: z.boolean(),
});

export const security = z.strictObject({
  hasPassword: z.boolean(),
  passwordMinLength: z.int(),
  username: z.string().nullable(),
  /** Until when sensitive changes need no new confirmation; `null` when one is needed now. */
  confirmedUntil: instant.nullable(),
  /** Signed in now, last seen first. */
  devices: z.array(device),
});
export type Security = z.output<typeof security>;

const done = z.strictObject({ done: z.literal(true) });

export const securityContract = {
  'GET /security': { audience: 'customer', summary: 'Password, username, signed-in devices', reply: security },
  'POST /security/confirmation-email': {
    audience: 'customer',
    summary: 'Send a six-digit code to confirm who is at the keyboard',
    body: z.strictObject({}),
    reply: z.strictObject({ sender: z.string(), resendAfterSeconds: z.int() }),
  },
  'POST /security/confirmation': {
    audience: 'customer',
    summary: 'Confirm by the code sent or by the password; good for ten minutes',
    body: z.union([
      z.strictObject({ code: z.string().regex(/^[0-9]{6}$/) }),
      z.strictObject({ password: z.string().min(1).max(256) }),
    ]),
    reply: done,
  },
  'PUT /security/password': {
    audience: 'customer',
    confirmed: true,
    summary: 'Set or change the password; other devices are signed out',
    body: z.strictObject({ password: newPassword }),
    reply: done,
  },
  'PUT /security/username': {
    audience: 'customer',
    switch: 'usernameSignIn',
    confirmed: true,
    summary: 'Set the username; null removes it',
    body: z.strictObject({ username: username.nullable() }),
    reply: done,
  },
  'DELETE /security/devices/:deviceId': {
    audience: 'customer',
    confirmed: true,
    summary: 'Sign one device out',
    reply: done,
  },
  'POST /security/sign-out-others': {
    audience: 'customer',
    confirmed: true,
    summary: 'Sign out every device but this one',
    body: z.strictObject({}),
    reply: done,
  },
  'POST /security/sign-out-everywhere': {
    audience: 'customer',
    confirmed: true,
    summary: 'Sign out every device, this one too',
    body: z.strictObject({}),
    reply: done,
  },
} as const satisfies Contract;
