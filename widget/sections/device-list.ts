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
  const seen = device.current ? '' : msg(str`Last seen ${format.ago(device.lastSeenAt)}`);
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
