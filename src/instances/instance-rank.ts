import { hash } from 'node:crypto';

/** Where an instance stands in an order that the seed draws; the same whatever others there are. */
export function rankOf(seed: number, instanceId: string): string {
  return hash('sha256', JSON.stringify([seed, instanceId]));
}
