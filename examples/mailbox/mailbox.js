// Opens the newest email when one arrives.
const newest = async () => (await (await fetch('/mailbox/newest')).json()).id;
const shown = await newest();
setInterval(async () => {
  if ((await newest().catch(() => shown)) !== shown) location.href = '/mailbox';
}, 1500);
