import type { Config } from '../../config.ts';
import type { Mount } from '../../http/mount.ts';
import type { Sessions } from '../../http/session.ts';
import { emailAsked } from '../sign-in/email-asked.ts';
import { securityContract } from './security.contract.ts';
import type { SecurityService } from './security.service.ts';
import { securityReading } from './security.store.ts';

interface Dependencies {
  security: SecurityService;
  sessions: Sessions;
  config: Pick<Config, 'mailFrom' | 'sessionIdleHours' | 'sessionMaxHours'>;
}

const done = { done: true } as const;

export const securityRoutes = (mount: Mount, { security, sessions, config }: Dependencies) =>
  mount(securityContract, {
    'GET /security': securityReading(config),
    'POST /security/confirmation-email': async (call) => {
      await security.askForConfirmation(call);
      return emailAsked(call.site.settings, config.mailFrom);
    },
    'POST /security/confirmation': async (call) => {
      await security.confirm(call, call.body);
      await sessions.renew(call, call.site.id, call.customer.sessionId);
      return done;
    },
    'PUT /security/password': async (call) => {
      await security.setPassword(call, call.body.password);
      await sessions.renew(call, call.site.id, call.customer.sessionId);
      return done;
    },
    'PUT /security/username': async (call) => {
      await security.setUsername(call, call.body.username);
      return done;
    },
    'DELETE /security/devices/:deviceId': async (call) => {
      await security.signDeviceOut(call, call.params.deviceId);
      return done;
    },
    'POST /security/sign-out-others': async (call) => {
      await security.signOthersOut(call);
      return done;
    },
    'POST /security/sign-out-everywhere': async (call) => {
      await security.signOutEverywhere(call);
      sessions.forget(call.response);
      return done;
    },
  });
