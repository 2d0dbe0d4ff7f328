import { msg, str } from '@lit/localize';
import { html, nothing, type TemplateResult } from 'lit';
import type { Security } from '../../server/features/security/security.contract.ts';
import { button } from '../parts/button.ts';
import { pill } from '../parts/pill.ts';
import type { Surroundings } from '../section.ts';

type Device = Security['devices'][number];

interface DeviceListOptions {
  readonly devices: Device[];
  readonly around: Surroundings;
  readonly signOut: (device: Device) => void;
  readonly signOutOthers: () => void;
  readonly signOutEverywhere: () => void;
}

/** Devices signed in now, and the ways to sign them out. */
export function deviceList({ devices, around, ...actions }: DeviceListOptions): TemplateResult {
  const hasOthers = devices.some(({ current }) => !current);
  return html`<ul class="rows">
      ${devices.map((device) => renderDevice(device, around, actions.signOut))}
    </ul>
    <div class="device-actions">
      ${
        hasOthers
          ? button({ label: msg('Sign out all other devices'), kind: 'link', onClick: actions.signOutOthers })
          : nothing
      }
      ${button({ label: msg('Sign out everywhere'), kind: 'link', onClick: actions.signOutEverywhere })}
    </div>`;
}

function renderDevice(device: Device, around: Surroundings, signOut: (device: Device) => void): TemplateResult {
  const { format } = around;
  const seen = device.current ? '' : msg(str`Last seen ${ago(device.lastSeenAt, format.locale)}`);
  const since = msg(str`Signed in ${format.date(device.signedInAt)}`);
  return html`<li class="row device" part="row">
    <div>
      <span class="row-title">${device.name}</span> ${device.current ? pill(msg('This device'), 'success') : nothing}
      <p class="muted">${[seen, since, device.network].filter(Boolean).join(' · ')}</p>
    </div>
    ${
      device.current
        ? nothing
        : html`<button class="link" part="link" type="button" @click=${() => signOut(device)}>
            ${msg('Sign out')}<span class="hidden">: ${device.name}</span>
          </button>`
    }
  </li>`;
}

/** 5 minutes ago */
function ago(instant: string, locale: string): string {
  const minutes = Math.max(0, (Date.now() - Date.parse(instant)) / 60_000);
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  if (minutes < 60) return relative.format(-Math.round(minutes), 'minute');
  if (minutes < 1440) return relative.format(-Math.round(minutes / 60), 'hour');
  return relative.format(-Math.round(minutes / 1440), 'day');
}
