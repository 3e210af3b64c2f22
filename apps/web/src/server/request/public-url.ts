/** PUBLIC_URL: where readers find the site. Undefined for a personal Galley. */
export const publicUrl = process.env.PUBLIC_URL ? new URL(process.env.PUBLIC_URL) : undefined;
