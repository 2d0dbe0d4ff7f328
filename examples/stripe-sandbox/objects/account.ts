import type Stripe from 'stripe';
import { longAgo, type Given } from './given.ts';

/** The vendor, ready to take payments. */
export function account(given: Given<Stripe.Account, 'id'> & { name: string }): Stripe.Account {
  const { name, ...rest } = given;
  return {
    object: 'account',
    business_profile: {
      annual_revenue: null,
      estimated_worker_count: null,
      mcc: null,
      minority_owned_business_designation: null,
      name,
      specified_commercial_transactions_act_url: null,
      support_address: null,
      support_email: null,
      support_phone: null,
      support_url: null,
      url: null,
    },
    business_type: 'company',
    capabilities: { card_payments: 'active', transfers: 'active' },
    charges_enabled: true,
    country: 'DE',
    created: longAgo,
    default_currency: 'eur',
    details_submitted: true,
    email: null,
    metadata: {},
    payouts_enabled: true,
    settings: null,
    type: 'standard',
    ...rest,
  };
}
