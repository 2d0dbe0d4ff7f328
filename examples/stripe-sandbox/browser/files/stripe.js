/**
 * Stands for Stripe's script, as far as card fields need it. Numbers are typed into a frame of this origin, which speaks with
 * the sandbox itself: nothing of a card is ever in the page.
 */
(() => {
  const origin = new URL(document.currentScript.src).origin;
  let frames = 0;

  /** Stripe's own: thrown where a page uses the script in a way that can't work. */
  class IntegrationError extends Error {
    name = 'IntegrationError';
  }

  /** A frame of the sandbox, and what is said between it and the page. */
  function openFrame(path, style) {
    const channel = `sandbox-frame-${++frames}`;
    const frame = document.createElement('iframe');
    frame.name = channel;
    frame.src = `${origin}/endive/${path}`;
    Object.assign(frame.style, { border: '0', ...style });
    const listeners = new Set();
    const hear = ({ data, source }) => {
      if (source !== frame.contentWindow || data?.channel !== channel) return;
      for (const listen of [...listeners]) listen(data);
    };
    window.addEventListener('message', hear);
    return {
      frame,
      listen: (listener) => listeners.add(listener),
      say: (told) => frame.contentWindow?.postMessage({ ...told, channel }, origin),
      close() {
        window.removeEventListener('message', hear);
        frame.remove();
      },
    };
  }

  function paymentElement(options, host) {
    const listeners = new Map();
    const tell = (event, told = {}) => listeners.get(event)?.forEach((listen) => listen(told));
    const waiting = new Map();
    let wishes = 0;
    let fields;
    let timer;
    const close = () => {
      clearTimeout(timer);
      fields?.close();
      fields = undefined;
    };
    return {
      on(event, listen) {
        listeners.set(event, [...(listeners.get(event) ?? []), listen]);
        return this;
      },
      mount(place) {
        const found = typeof place === 'string' ? document.querySelector(place) : place;
        if (!found?.isConnected) throw new IntegrationError('The element to mount in is not in the page.');
        if (found.getRootNode() !== document)
          throw new IntegrationError('Elements cannot be mounted in a ShadowRoot. Please mount in the light DOM.');
        const isDark = options.appearance?.theme === 'night';
        fields = openFrame('fields.html', {
          width: 'calc(100% + 6px)',
          margin: '0 -3px',
          height: '0',
          display: 'block',
          colorScheme: isDark ? 'dark' : 'light',
        });
        const { frame } = fields;
        frame.title = options.locale?.startsWith('de') ? 'Sichere Eingabe der Karte' : 'Secure card entry';
        timer = setTimeout(() => tell('loaderror', { error: { type: 'api_connection_error' } }), 10_000);
        fields.listen(({ type, wish, ...told }) => {
          if (type === 'hello') fields.say({ type: 'begin', ...host, ...options });
          if (type === 'height') frame.style.height = `${told.height}px`;
          if (type === 'ready') {
            clearTimeout(timer);
            tell('ready');
          }
          if (type === 'change') tell('change', told);
          if (type === 'answer') waiting.get(wish)?.(told);
        });
        found.append(frame);
      },
      unmount: close,
      destroy: close,
      ask: (type, told) =>
        new Promise((answer) => {
          if (!fields) throw new IntegrationError('The payment element is not mounted.');
          const wish = ++wishes;
          waiting.set(wish, answer);
          fields.say({ type, wish, ...told });
        }),
    };
  }

  /** The bank's question over the page; resolves with the intent, or with why there is none. */
  function askBank(publishableKey, clientSecret) {
    const path = `bank.html#${new URLSearchParams({ key: publishableKey, secret: clientSecret })}`;
    const bank = openFrame(path, {
      position: 'fixed',
      inset: '0',
      width: '100%',
      height: '100%',
      zIndex: '2147483647',
      colorScheme: 'light',
    });
    bank.frame.title = 'Bank';
    const before = document.activeElement;
    return new Promise((resolve) => {
      bank.listen(({ type, ...told }) => {
        if (type !== 'answer') return;
        bank.close();
        before?.focus?.();
        resolve(told);
      });
      document.body.append(bank.frame);
    });
  }

  const resultOf = ({ error, intent }) => {
    if (error) return { error };
    return intent.object === 'setup_intent' ? { setupIntent: intent } : { paymentIntent: intent };
  };

  const failed = ({ object, last_setup_error, last_payment_error }) =>
    last_setup_error ??
    last_payment_error ?? {
      type: 'invalid_request_error',
      code: `${object === 'setup_intent' ? 'setup' : 'payment'}_intent_authentication_failure`,
      message: 'The bank did not confirm its customer.',
    };

  function goToBank({ publishableKey, clientSecret, returnUrl }) {
    const query = new URLSearchParams({ key: publishableKey, secret: clientSecret, return_url: returnUrl });
    location.assign(`${origin}/endive/bank.html#${query}`);
    return new Promise(() => undefined);
  }

  function goBack(intent, returnUrl) {
    const name = intent.object;
    const url = new URL(returnUrl);
    url.searchParams.set(name, intent.id);
    url.searchParams.set(`${name}_client_secret`, intent.client_secret);
    url.searchParams.set('redirect_status', intent.status === 'succeeded' ? 'succeeded' : 'failed');
    location.assign(url);
    return new Promise(() => undefined);
  }

  window.Stripe = (publishableKey) => {
    if (!/^pk_test_/.test(publishableKey))
      throw new IntegrationError(`This sandbox takes no key like ${publishableKey}.`);

    async function api(method, intentPath, told) {
      const body = new URLSearchParams(told);
      const address = `${origin}/v1/${intentPath}${method === 'GET' ? `?${body}` : ''}`;
      try {
        const response = await fetch(address, {
          method,
          headers: { authorization: `Bearer ${publishableKey}` },
          ...(method === 'POST' && { body }),
        });
        const reply = await response.json();
        return reply.error ? { error: reply.error } : { intent: reply };
      } catch {
        return { error: { type: 'api_connection_error', message: 'Stripe could not be reached.' } };
      }
    }
    const pathOf = (secret) =>
      `${secret.startsWith('seti_') ? 'setup' : 'payment'}_intents/${secret.split('_secret_')[0]}`;
    const retrieve = (clientSecret) => api('GET', pathOf(clientSecret), { client_secret: clientSecret });

    async function confirm({ elements, clientSecret, confirmParams = {}, redirect = 'always' }) {
      const secret = clientSecret ?? elements?.clientSecret;
      if (redirect === 'always' && !confirmParams.return_url)
        throw new IntegrationError('confirmParams.return_url is needed when redirect is "always".');
      const told = elements
        ? await elements.element.ask('confirm', { secret, returnUrl: confirmParams.return_url })
        : await api('POST', `${pathOf(secret)}/confirm`, {
            client_secret: secret,
            payment_method: confirmParams.payment_method,
          });
      if (told.error) return { error: told.error };
      let { intent } = told;
      if (intent.status === 'requires_action') {
        if (redirect === 'always' || told.isOnOwnPage)
          return goToBank({ publishableKey, clientSecret: secret, returnUrl: confirmParams.return_url });
        const answer = await askBank(publishableKey, secret);
        if (answer.error) return { error: answer.error };
        ({ intent } = answer);
        if (intent.status === 'requires_payment_method') return { error: failed(intent) };
      }
      return redirect === 'always' ? goBack(intent, confirmParams.return_url) : resultOf({ intent });
    }

    return {
      elements({ clientSecret, appearance = {}, locale = 'en', fonts = [] } = {}) {
        if (!/^(seti|pi)_\w+_secret_\w+$/.test(clientSecret ?? ''))
          throw new IntegrationError(`Invalid value for elements(): clientSecret should be the secret of an intent.`);
        const elements = {
          clientSecret,
          element: undefined,
          create(kind, options = {}) {
            if (kind !== 'payment') throw new IntegrationError(`This sandbox has no element "${kind}".`);
            if (elements.element) throw new IntegrationError('Can only create one Element of type payment.');
            elements.element = paymentElement({ appearance, locale, fonts, options }, { key: publishableKey });
            return elements.element;
          },
          getElement: () => elements.element ?? null,
          submit: () => elements.element.ask('submit'),
        };
        return elements;
      },
      confirmSetup: confirm,
      confirmPayment: confirm,
      async handleNextAction({ clientSecret }) {
        const found = await retrieve(clientSecret);
        if (found.error || found.intent.status !== 'requires_action') return resultOf(found);
        const answer = await askBank(publishableKey, clientSecret);
        if (answer.intent?.status === 'requires_payment_method') return { error: failed(answer.intent) };
        return resultOf(answer);
      },
      retrieveSetupIntent: async (clientSecret) => resultOf(await retrieve(clientSecret)),
      retrievePaymentIntent: async (clientSecret) => resultOf(await retrieve(clientSecret)),
    };
  };
  window.Stripe.version = 'endive';
})();
