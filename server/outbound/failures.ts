/** Why a page could not be had, each in words for the owner of a site who typed its address. */
export const fetchFailures = {
  address_invalid: 'This is no address of a page: it must begin with https:// and name a site',
  not_https: 'The address must begin with https://',
  port_refused: 'Only addresses without a port, or with port 443 or 8443, are asked',
  name_unknown: 'No server has this name: check the spelling',
  address_private: 'The name leads into a private network, which this server does not ask',
  unreachable: 'The server did not answer',
  certificate_wrong: "The server's certificate does not fit its name, or has expired",
  too_slow: 'The answer took longer than five seconds',
  too_large: 'The answer is larger than 1 MB',
  unreadable: 'The answer is compressed although it was asked for without compression',
} as const;

export type FetchFailure = keyof typeof fetchFailures;
