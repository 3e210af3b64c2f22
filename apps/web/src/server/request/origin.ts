/** Where readers find this site: PUBLIC_URL, or this machine as it was asked for. (The framework takes every request for one over TLS.) */
export const originOf = (url: URL): string => process.env.PUBLIC_URL ? new URL(process.env.PUBLIC_URL).origin : `http://${url.host}`;
