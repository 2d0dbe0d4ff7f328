/** The card fields themselves. What is typed goes to the sandbox from here, and nowhere else. */
const byId = (id) => document.getElementById(id);
const [number, expiry, cvc, country] = ['number', 'expiry', 'cvc', 'country'].map(byId);
const channel = window.name;
let host = '*';
let key = '';
let words;

const texts = {
  en: {
    number: 'Card number',
    expiry: 'Expiration date',
    cvc: 'Security code',
    country: 'Country',
    expiryHint: 'MM / YY',
    incomplete_number: 'Your card number is incomplete.',
    invalid_number: 'Your card number is invalid.',
    incomplete_expiry: "Your card's expiration date is incomplete.",
    invalid_expiry: "Your card's expiration date is in the past.",
    incomplete_cvc: "Your card's security code is incomplete.",
  },
  de: {
    number: 'Kartennummer',
    expiry: 'Ablaufdatum',
    cvc: 'Prüfziffer',
    country: 'Land',
    expiryHint: 'MM / JJ',
    incomplete_number: 'Ihre Kartennummer ist unvollständig.',
    invalid_number: 'Ihre Kartennummer ist ungültig.',
    incomplete_expiry: 'Das Ablaufdatum Ihrer Karte ist unvollständig.',
    invalid_expiry: 'Das Ablaufdatum Ihrer Karte liegt in der Vergangenheit.',
    incomplete_cvc: 'Die Prüfziffer Ihrer Karte ist unvollständig.',
    incorrect_number: 'Ihre Kartennummer ist falsch.',
    card_declined: 'Ihre Karte wurde abgelehnt.',
    insufficient_funds: 'Ihre Karte ist nicht ausreichend gedeckt.',
    expired_card: 'Ihre Karte ist abgelaufen.',
    incorrect_cvc: 'Die Prüfziffer Ihrer Karte ist falsch.',
    processing_error: 'Beim Verarbeiten Ihrer Karte ist ein Fehler aufgetreten. Versuchen Sie es gleich noch einmal.',
  },
};

const say = (told) => window.parent.postMessage({ ...told, channel }, host);
const digitsOf = (input) => input.value.normalize('NFKC').replace(/\D/g, '');

function brandOf(digits) {
  if (/^4/.test(digits)) return 'Visa';
  if (/^(5[1-5]|2[2-7])/.test(digits)) return 'Mastercard';
  return /^3[47]/.test(digits) ? 'Amex' : '';
}

function isPossible(digits) {
  const sum = [...digits].reverse().reduce((total, digit, at) => {
    const doubled = digit * (at % 2 ? 2 : 1);
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return sum % 10 === 0;
}

const monthAndYear = () => {
  const digits = digitsOf(expiry);
  return { month: Number(digits.slice(0, 2)), year: 2000 + Number(digits.slice(2, 4)), isWhole: digits.length === 4 };
};

/** Of each field, the name of what is wrong with it. */
function problems() {
  const digits = digitsOf(number);
  const isAmex = brandOf(digits) === 'Amex';
  const wanted = isAmex ? 15 : 16;
  const { month, year, isWhole } = monthAndYear();
  const isOver = new Date(year, month) <= new Date();
  return [
    [number, digits.length < wanted ? 'incomplete_number' : isPossible(digits) ? '' : 'invalid_number'],
    [expiry, !isWhole || month < 1 || month > 12 ? 'incomplete_expiry' : isOver ? 'invalid_expiry' : ''],
    [cvc, digitsOf(cvc).length < (isAmex ? 4 : 3) ? 'incomplete_cvc' : ''],
  ];
}

function show(input, code) {
  byId(`${input.id}-error`).textContent = code ? words[code] : '';
  if (code) input.setAttribute('aria-invalid', 'true');
  else input.removeAttribute('aria-invalid');
  measure();
}

/** All that is wrong, at once; the first of it takes the focus. */
function check() {
  const found = problems();
  for (const [input, code] of found) show(input, code);
  const [input, code] = found.find(([, wrong]) => wrong) ?? [];
  input?.focus();
  return code && { type: 'validation_error', code, message: words[code] };
}

const measure = () => say({ type: 'height', height: Math.ceil(document.body.getBoundingClientRect().height) });

function shape(input, text) {
  const isAtEnd = input.selectionStart === input.value.length;
  if (input.value === text) return;
  input.value = text;
  if (isAtEnd) input.setSelectionRange(text.length, text.length);
}

number.addEventListener('input', () => {
  const digits = digitsOf(number).slice(0, 19);
  const groups = brandOf(digits) === 'Amex' ? /^(\d{1,4})(\d{1,6})?(\d{1,5})?/ : /(\d{1,4})/g;
  shape(
    number,
    (digits.match(groups) ?? [])
      .slice(groups.global ? 0 : 1)
      .filter(Boolean)
      .join(' '),
  );
  byId('brand').textContent = brandOf(digits);
});
expiry.addEventListener('input', ({ inputType }) => {
  let digits = digitsOf(expiry);
  if (/^[2-9]/.test(digits)) digits = `0${digits}`;
  // Pasted with a whole year.
  if (digits.length === 6) digits = digits.slice(0, 2) + digits.slice(4);
  digits = digits.slice(0, 4);
  const isDeleting = inputType?.startsWith('delete');
  shape(
    expiry,
    digits.length > 2 || (digits.length === 2 && !isDeleting) ? `${digits.slice(0, 2)} / ${digits.slice(2)}` : digits,
  );
});
cvc.addEventListener('input', () => shape(cvc, digitsOf(cvc).slice(0, 4)));
for (const input of [number, expiry, cvc]) {
  input.addEventListener('input', () => {
    if (input.getAttribute('aria-invalid')) show(input, '');
    say({ type: 'change', complete: problems().every(([, code]) => !code), empty: !number.value });
  });
  input.addEventListener('blur', () => {
    const [, code] = problems().find(([each]) => each === input);
    if (input.value) show(input, code);
  });
}
document.forms[0].addEventListener('submit', (event) => event.preventDefault());

function dress({ theme, variables = {}, rules = {} }) {
  const { style } = document.documentElement;
  style.colorScheme = theme === 'night' ? 'dark' : 'light';
  for (const [name, value] of Object.entries(variables)) style.setProperty(`--${name}`, value);
  if (rules['.Input']?.border) style.setProperty('--inputBorder', rules['.Input'].border);
  if (rules['.Label']?.fontWeight) style.setProperty('--labelWeight', rules['.Label'].fontWeight);
}

function begin({ key: given, appearance = {}, locale = 'en' }) {
  key = given;
  const language = locale.startsWith('de') ? 'de' : 'en';
  words = texts[language];
  document.documentElement.lang = language;
  dress(appearance);
  for (const id of ['number', 'expiry', 'cvc', 'country'])
    document.querySelector(`[for=${id}]`).textContent = words[id];
  number.placeholder = '1234 1234 1234 1234';
  expiry.placeholder = words.expiryHint;
  cvc.placeholder = 'CVC';
  const names = new Intl.DisplayNames([locale], { type: 'region' });
  const codes = ['AT', 'BE', 'CH', 'DE', 'ES', 'FR', 'GB', 'IE', 'IT', 'NL', 'PL', 'US'];
  country.replaceChildren(...codes.map((code) => new Option(names.of(code), code, code === 'DE', code === 'DE')));
  measure();
  say({ type: 'ready' });
}

async function confirm(secret) {
  const { month, year } = monthAndYear();
  const kind = secret.startsWith('seti_') ? 'setup_intents' : 'payment_intents';
  const body = new URLSearchParams({
    client_secret: secret,
    'payment_method_data[type]': 'card',
    'payment_method_data[card][number]': digitsOf(number),
    'payment_method_data[card][exp_month]': month,
    'payment_method_data[card][exp_year]': year,
    'payment_method_data[card][cvc]': digitsOf(cvc),
    'payment_method_data[billing_details][address][country]': country.value,
  });
  const response = await fetch(`/v1/${kind}/${secret.split('_secret_')[0]}/confirm`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}` },
    body,
  });
  const reply = await response.json();
  if (!reply.error) {
    // Any card whose bank asks does so on a page of its own with this security code.
    return { intent: reply, isOnOwnPage: digitsOf(cvc) === '333' };
  }
  const { decline_code, code, message } = reply.error;
  return { error: { ...reply.error, message: words[decline_code] ?? words[code] ?? message } };
}

const lost = { error: { type: 'api_connection_error', message: 'Stripe could not be reached.' } };

window.addEventListener('message', async ({ data, origin, source }) => {
  if (source !== window.parent || data?.channel !== channel) return;
  host = origin;
  if (data.type === 'begin') begin(data);
  if (data.type === 'submit') {
    const error = check();
    say({ type: 'answer', wish: data.wish, ...(error && { error }) });
  }
  if (data.type === 'confirm') {
    const error = check();
    const answer = error ? { error } : await confirm(data.secret).catch(() => lost);
    say({ type: 'answer', wish: data.wish, ...answer });
  }
});
new ResizeObserver(measure).observe(document.body);
say({ type: 'hello' });
