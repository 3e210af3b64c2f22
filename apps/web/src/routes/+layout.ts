/** The pages are documents. What is alive in them is started by src/client/main.ts. */
export const csr = false;
export const prerender = false;
