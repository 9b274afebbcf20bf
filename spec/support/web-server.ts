import { createServer, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';

export interface WebServer {
  readonly port: number;
  readonly url: string;
}

export interface WebServerOptions {
  /** PEM; with it the server speaks TLS. */
  readonly tls?: { readonly key: string; readonly cert: string };
}

/** A web server on a free port of this machine, gone afterwards. */
export async function withWebServer(
  listener: RequestListener,
  body: (server: WebServer) => Promise<void>,
  { tls }: WebServerOptions = {},
): Promise<void> {
  const server = tls ? createTlsServer(tls, listener) : createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  try {
    await body({ port, url: `${tls ? 'https' : 'http'}://127.0.0.1:${port}` });
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}
