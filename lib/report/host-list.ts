const NAMED = 8;
const NAMED_OF_MANY = 2;

/** `web1, web2`; of more than eight, `web1, web2, +55 more`. */
export function listHosts(hosts: readonly string[]): string {
  if (hosts.length <= NAMED) return hosts.join(', ');
  return `${hosts.slice(0, NAMED_OF_MANY).join(', ')}, +${hosts.length - NAMED_OF_MANY} more`;
}
