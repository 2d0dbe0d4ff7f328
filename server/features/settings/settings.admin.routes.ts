import type { StaffMount } from '../../http/calls.ts';
import { settingsAdminContract } from './settings.admin.contract.ts';
import type { SettingsService } from './settings.service.ts';

export const settingsAdminRoutes = (mount: StaffMount, settings: SettingsService) =>
  mount(settingsAdminContract, {
    'GET /admin/settings': ({ site }) => settings.read(site.id),
    'PATCH /admin/settings': ({ site, body }) => settings.change(site.id, body),
    'PUT /admin/logo': ({ site, body }) => settings.uploadLogo(site.id, body.content),
    'DELETE /admin/logo': ({ site }) => settings.removeLogo(site.id),
  });
