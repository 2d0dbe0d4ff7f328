/** What a request tells of the device it came from, as far as limits, records and the list of devices need it. */
import Bowser from 'bowser';
import type { Request } from 'express';
import ipaddr from 'ipaddr.js';

export interface Client {
  /** IPv4 address, or the /64 of an IPv6 one: what limits count by. Every way of writing an address gives the same. */
  network: string;
  /** Browser and system in words. */
  device: string;
  requestId: string;
}

/** `forwardedIp` comes from a page server that has shown the site's key; it replaces the address of that server. */
export function describeClient(request: Request, forwardedIp?: string): Client {
  return {
    network: networkOf(forwardedIp ?? request.ip ?? ''),
    device: deviceOf(request.get('user-agent') ?? ''),
    requestId: typeof request.id === 'string' ? request.id : '',
  };
}

export function networkOf(address: string): string {
  if (!ipaddr.isValid(address)) return 'unknown';
  const parsed = ipaddr.process(address);
  if (parsed.kind() === 'ipv4') return parsed.toString();
  const prefix = parsed.toByteArray().map((byte, index) => (index < 8 ? byte : 0));
  return `${ipaddr.fromByteArray(prefix).toString()}/64`;
}

function deviceOf(userAgent: string): string {
  if (userAgent === '') return 'Unknown device';
  const { browser, os } = Bowser.parse(userAgent.slice(0, 500));
  return `${browser.name || 'Unknown browser'} on ${os.name || 'unknown system'}`;
}
