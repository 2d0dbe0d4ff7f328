import { switchSql } from '../../http/gate.ts';
import { reading } from '../../http/reading.ts';
import { ownSubscriptions } from '../subscriptions/subscriptions.store.ts';
import { cardEnds, cardFields } from './card.store.ts';
import { isConnected } from './connected.store.ts';
import type { PaymentMethods } from './payment-methods.contract.ts';

/** Plans that are paid off and subscriptions that ended or end charge nothing any more. */
const pays = `(select coalesce(json_agg(json_build_object('subscriptionId', own.id, 'name', own.name)
    order by own.next_payment_at, own.id), '[]')
  from ${ownSubscriptions} own
  where own.paying_card_id = m.id and own.state in ('active', 'trial', 'payment_failed', 'paused'))`;

export const paymentMethodList = reading<PaymentMethods>(`(select json_build_object(
  'mayChange', ${switchSql('caller.settings', 'paymentMethodUpdates')} and ${isConnected('caller.site_id')},
  'methods', (
    select coalesce(json_agg(json_build_object('id', m.id, 'card', json_build_object(${cardFields}), 'name', m.billing_name,
      'isDefault', m.is_default, 'isExpired', ${cardEnds} <= now(), 'pays', ${pays})
      order by m.is_default desc, m.created_at desc, m.id desc), '[]')
    from payment_method m
    where m.site_id = caller.site_id and m.customer_id = caller.customer_id and m.removed_at is null)))`);
