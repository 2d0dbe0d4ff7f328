/** What a site owner pastes, with every address filled in. The README says the same of a site that it can't know. */

export interface EmbedCode {
  html: string;
  wordpress: string;
  /** What to do in WordPress, in order; the shortcode goes onto the page in the last. */
  wordpressSteps: string[];
  singlePageApp: string;
  react: string;
  vue: string;
}

export function embedCode(baseUrl: string, siteId: string): EmbedCode {
  const script = `${baseUrl}/embed/customer-center.js`;
  return {
    html: `<link
  rel="preload"
  as="fetch"
  crossorigin="use-credentials"
  href="${baseUrl}/api/v1/${siteId}/boot?first=overview"
/>
<style>
  customer-center:not(:defined) {
    display: block;
    min-height: 34em;
  }
</style>
<script type="module" src="${script}"></script>
<customer-center site="${siteId}"></customer-center>`,
    wordpress: '[customer_center]',
    wordpressSteps: [
      'Zip the folder shortcodes/customer-center and upload it under Plugins → Add New → Upload.',
      'Make a secret key on this page; it is shown once.',
      `Under Settings → Customer Center enter the server ${baseUrl}, the site ${siteId} and the key. Check connection says whether all three fit.`,
      'Put the shortcode on a page.',
    ],
    singlePageApp: `// Once, before the center is shown; the browser keeps it.
await import('${script}');

const center = document.createElement('customer-center');
center.setAttribute('site', '${siteId}');
document.querySelector('#account').append(center);`,
    react: `import { useEffect } from 'react';

export function Account() {
  useEffect(() => {
    import(/* @vite-ignore */ /* webpackIgnore: true */ '${script}');
  }, []);
  return <customer-center site="${siteId}" />;
}`,
    vue: `<script setup>
// In the build's options: isCustomElement: (tag) => tag === 'customer-center'
import { onMounted } from 'vue';

onMounted(() => import(/* @vite-ignore */ '${script}'));
</script>

<template>
  <customer-center site="${siteId}" />
</template>`,
  };
}
