/** The papers whose page has something to move. Drawn on the server first; alive once it is touched. */
import type { Component } from 'svelte';

export const demonstrations: Record<string, Component> = {};
