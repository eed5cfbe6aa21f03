import type { Card } from '@gen/core';

/** Card of a part: of the same origin, but no longer of the same content. @internal */
export function partCard(card: Card, size: number, chosen: number, name?: string): Card {
  const { sha256: _, ...kept } = card;
  return {
    ...kept,
    name: name === undefined ? card.name : `${card.name}/${name}`,
    description: `${card.description} Here ${chosen} of its ${size} examples.`,
  };
}
