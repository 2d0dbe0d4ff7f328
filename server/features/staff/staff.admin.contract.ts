import { z } from 'zod';
import { roles, type Contract } from '../../http/endpoint.ts';
import { id, instant, page, pageQuery, personName } from '../../http/values.ts';

export const role = z.enum(roles);
const password = z.string().min(1).max(1000);
/** Six digits of the app, or one of the recovery codes. */
const code = z.string().trim().min(6).max(20);
const token = z.string().min(20).max(200);
const email = z.string().min(3).max(320);
const done = z.strictObject({ done: z.literal(true) });

/** What has to happen before the desk opens: give a one-time code, or set one up first. */
const step = z.enum(['ready', 'code_needed', 'set_up_needed']);
export type Step = z.output<typeof step>;

export const session = z.strictObject({
  site: z.strictObject({ id: z.string(), headline: z.string(), centerAddress: z.string() }),
  staff: z.strictObject({
    id,
    email: z.string(),
    name: z.string(),
    role,
    /** Was it proved that the address is theirs? Only then are the centers listed where they are a customer. */
    isEmailProved: z.boolean(),
    hasSecondFactor: z.boolean(),
    recoveryCodesLeft: z.int(),
  }),
  step,
  /** Sites on this server where the address is a customer's. */
  centers: z.array(z.strictObject({ siteId: z.string(), headline: z.string() })),
});
export type StaffSession = z.output<typeof session>;

const member = z.strictObject({
  id,
  email: z.string(),
  name: z.string(),
  role,
  hasSecondFactor: z.boolean(),
  joinedAt: instant,
  lastSeenAt: instant.nullable(),
  isYou: z.boolean(),
});

const invitation = z.strictObject({ id, email: z.string(), role, invitedAt: instant, expiresAt: instant });

/** Something that staff, a customer or an operator has done. */
const auditEntry = z.strictObject({
  id,
  at: instant,
  actorKind: z.enum(['customer', 'staff', 'operator', 'vendor']),
  /** As they were called then. */
  actor: z.string(),
  action: z.string(),
  /** `null`: under way, or cut off in the middle; `done`; or the code of the refusal. */
  outcome: z.string().nullable(),
  customerId: id.nullable(),
  customer: z.string().nullable(),
  details: z.record(z.string(), z.unknown()),
});
export type AuditEntry = z.output<typeof auditEntry>;

/** Before anybody is signed in. */
export const staffDoorContract = {
  'POST /admin/sign-in': {
    audience: 'anyone',
    summary: 'Sign a member of the staff in by password; a one-time code may come next',
    body: z.strictObject({ email, password }),
    reply: z.strictObject({ step }),
  },
  'POST /admin/new-password/email': {
    audience: 'anyone',
    summary: 'Send a member of the staff a link to set a new password; the answer does not tell whether there is one',
    body: z.strictObject({ email }),
    reply: done,
  },
  'POST /admin/links/check': {
    audience: 'anyone',
    summary: 'What a link of the staff is for; changes nothing',
    body: z.strictObject({ token }),
    reply: z.strictObject({
      kind: z.enum(['first_owner', 'invitation', 'new_password', 'address']),
      email: z.string().nullable(),
      role: role.nullable(),
      passwordMinLength: z.int(),
    }),
  },
  'POST /admin/links/use': {
    audience: 'anyone',
    summary: 'Use a link: join the staff, set a new password, or prove an address',
    body: z.strictObject({
      token,
      /** Of the first owner, who was sent nothing. */
      email: email.optional(),
      name: personName.optional(),
      password: password.optional(),
    }),
    reply: z.strictObject({
      /** Signed in by it: as who joins is. */
      step: step.nullable(),
    }),
  },
} as const satisfies Contract;

export const staffAdminContract = {
  'GET /admin/session': {
    audience: 'support',
    beforeSecondFactor: true,
    summary: 'Who is signed in, and what comes next',
    reply: session,
  },
  'POST /admin/sign-in/code': {
    audience: 'support',
    beforeSecondFactor: true,
    audit: 'Gave a one-time code',
    summary: 'Give the one-time code, or a recovery code',
    body: z.strictObject({ code }),
    reply: z.strictObject({ step }),
  },
  'POST /admin/sign-out': {
    audience: 'support',
    beforeSecondFactor: true,
    audit: 'Signed out',
    summary: 'Sign out',
    reply: done,
  },
  'POST /admin/confirmation': {
    audience: 'support',
    audit: 'Confirmed who they are',
    summary: 'Prove again who you are, for ten minutes of what is dangerous',
    body: z.strictObject({ password, code: code.optional() }),
    reply: done,
  },
  'POST /admin/second-factor': {
    audience: 'support',
    beforeSecondFactor: true,
    audit: 'Began to set up one-time codes',
    summary: 'A new secret for an app that makes one-time codes; counts once a code of it was given',
    reply: z.strictObject({
      /** For the app, in Base32. */
      secret: z.string(),
      /** `otpauth://…`, for a QR code. */
      uri: z.string(),
      /** The secret, encrypted: to be sent back with the code. */
      pending: z.string(),
    }),
  },
  'POST /admin/second-factor/confirm': {
    audience: 'support',
    beforeSecondFactor: true,
    audit: 'Set up one-time codes',
    summary: 'Prove that the app has the secret; gives ten recovery codes, shown once',
    body: z.strictObject({ pending: z.string().max(2000), code }),
    reply: z.strictObject({ recoveryCodes: z.array(z.string()) }),
  },
  'POST /admin/recovery-codes': {
    audience: 'support',
    confirmed: true,
    audit: 'Made new recovery codes',
    summary: 'Ten new recovery codes in place of the old ones',
    reply: z.strictObject({ recoveryCodes: z.array(z.string()) }),
  },
  'PATCH /admin/profile': {
    audience: 'support',
    audit: 'Changed their own name',
    summary: 'Change your own name',
    body: z.strictObject({ name: personName }),
    reply: done,
  },
  'POST /admin/address-email': {
    audience: 'support',
    audit: 'Asked for an email to prove their address',
    summary: 'Send yourself a link that proves your address',
    reply: done,
  },
  'POST /admin/centers/open': {
    audience: 'support',
    audit: 'Opened a center as a customer',
    summary: 'Sign in to a center of this server where your proved address is a customer',
    body: z.strictObject({ siteId: z.string().max(40) }),
    reply: z.strictObject({ url: z.string() }),
  },
  'GET /admin/staff': {
    audience: 'admin',
    summary: 'The staff of the site, and who is invited',
    reply: z.strictObject({ members: z.array(member), invitations: z.array(invitation) }),
  },
  'POST /admin/staff/invitations': {
    audience: 'owner',
    confirmed: true,
    audit: 'Invited somebody to the staff',
    summary: 'Send an invitation, good for seven days; a second one takes the place of the first',
    body: z.strictObject({ email, role }),
    reply: done,
  },
  'DELETE /admin/staff/invitations/:invitationId': {
    audience: 'owner',
    audit: 'Took an invitation back',
    summary: 'Take an invitation back',
    reply: done,
  },
  'PATCH /admin/staff/:staffId': {
    audience: 'owner',
    confirmed: true,
    audit: 'Changed a role',
    summary: 'Change the role of somebody; the last owner stays one',
    body: z.strictObject({ role }),
    reply: done,
  },
  'DELETE /admin/staff/:staffId': {
    audience: 'owner',
    confirmed: true,
    audit: 'Removed somebody from the staff',
    summary: 'Remove somebody from the staff, signed out at once; the last owner stays',
    reply: done,
  },
  'POST /admin/staff/:staffId/reset-second-factor': {
    audience: 'owner',
    confirmed: true,
    audit: 'Reset the one-time codes of somebody',
    summary: 'For who has lost both app and recovery codes: they set them up anew after their password',
    reply: done,
  },
  'GET /admin/audit': {
    audience: 'admin',
    summary: 'What was done, newest first; `search` looks in action, actor and customer',
    query: z.strictObject({
      ...pageQuery.shape,
      search: z.string().trim().max(100).optional(),
      customerId: id.optional(),
      from: z.iso.date().optional(),
      to: z.iso.date().optional(),
    }),
    reply: page(auditEntry),
  },
} as const satisfies Contract;
