/** When a session of the staff is good, as SQL about its row `s` and the row `t` of whose it is. */

/** Half an hour without a call, or twelve hours in all, end it; so does who signs it out, or takes its owner off the staff. */
export const isOpenSession = `s.revoked_at is null and t.removed_at is null
  and s.created_at > now() - interval '12 hours' and s.last_seen_at > now() - interval '30 minutes'`;

/** The one-time code was given in it, or none is needed. */
export const isCompleteSession = `case when t.totp is null then t.role = 'support' else s.second_factor_at is not null end`;
