/** The bank's question: over the page that asks for a payment, or on a page of its own that leads back. */
const told = new URLSearchParams(location.hash.slice(1));
const [key, secret, returnUrl] = ['key', 'secret', 'return_url'].map((name) => told.get(name));
const isFramed = window.parent !== window;

async function answer(isTheirs) {
  for (const button of document.querySelectorAll('button')) button.disabled = true;
  const response = await fetch('/endive/bank/answer', {
    method: 'POST',
    headers: { authorization: `Bearer ${key}` },
    body: new URLSearchParams({ client_secret: secret, is_theirs: isTheirs ? 'yes' : 'no' }),
  });
  const reply = await response.json();
  if (isFramed) {
    const result = reply.error ? { error: reply.error } : { intent: reply };
    window.parent.postMessage({ ...result, type: 'answer', channel: window.name }, '*');
    return;
  }
  const url = new URL(returnUrl);
  const name = secret.startsWith('seti_') ? 'setup_intent' : 'payment_intent';
  url.searchParams.set(name, secret.split('_secret_')[0]);
  url.searchParams.set(`${name}_client_secret`, secret);
  url.searchParams.set('redirect_status', reply.status === 'succeeded' ? 'succeeded' : 'failed');
  location.replace(url);
}

document.getElementById('complete').addEventListener('click', () => answer(true));
document.getElementById('fail').addEventListener('click', () => answer(false));
document.getElementById('close').addEventListener('click', () => answer(false));
window.addEventListener('keydown', ({ key: pressed }) => pressed === 'Escape' && answer(false));
document.getElementById('complete').focus();
