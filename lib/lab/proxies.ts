import type { Subnet } from './address.ts';
import { gatewayOf } from './address.ts';

/** URLs of proxies, and what goes without one, as programs take them from the environment. */
export interface Proxies {
  readonly http?: string | undefined;
  readonly https?: string | undefined;
  readonly none?: string | undefined;
}

/** Proxies on the machine's own loopback are elsewhere for a host: at the lab's gateway. */
export function replaceLoopback(text: string, gateway: string): string {
  return text.replace(/(https?:\/\/(?:[^/"@\s]*@)?)(?:localhost|127\.0\.0\.1)(?=[:/"\s]|$)/g, `$1${gateway}`);
}

/** apt settings for these proxies. May hold a password: for a file that only root reads. */
export function renderAptProxies({ http, https }: Proxies): string {
  const line = (scheme: string, url: string | undefined): string =>
    url === undefined ? '' : `Acquire::${scheme}::Proxy "${url}";\n`;
  return line('http', http) + line('https', https);
}

/** `/etc/environment` of a host. Everybody may read it, so a proxy with a password is left out. */
export function renderEnvironment({ http, https, none }: Proxies, subnet: Subnet): string {
  const open = Object.entries({ http_proxy: http, https_proxy: https }).flatMap(([name, url]) =>
    url === undefined || url.includes('@') ? [] : [`${name}=${replaceLoopback(url, gatewayOf(subnet))}\n`],
  );
  if (open.length === 0) return '';
  const direct = [none, 'localhost', '127.0.0.1', subnet.text].filter(Boolean).join(',');
  return `${open.join('')}no_proxy=${direct}\n`;
}
