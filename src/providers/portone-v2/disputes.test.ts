/** Specifies how disputes are read: open until PortOne says otherwise, never at the money's cost (portone-v2 §5.6). */
import { describe, expect, test } from 'vitest'
import { type Reading, readPayment } from './evidence.ts'
import { answered } from './fixtures/sample.ts'
import { parsePayment } from './wire.ts'

function read(change: object): Reading {
  const payment = parsePayment(answered(change))
  if (payment === null) throw new Error('not a payment')
  return readPayment(payment)
}

describe('disputes', () => {
  const one = {
    status: 'UNRESOLVED',
    pgDisputeId: 'D1',
    reason: '연락처 010-1234-5678',
    createdAt: '2026-11-20T06:00:00Z',
  }

  test('are open until PortOne says that they are resolved, and tell no number', () => {
    expect(read({ disputes: [one, { ...one, status: 'RESOLVED', resolvedAt: '2026-11-21T06:00:00Z' }] })).toMatchObject(
      {
        evidence: {
          disputes: [
            {
              id: 'D1',
              isOpen: true,
              reason: '연락처 [number]',
              openedAt: Date.UTC(2026, 10, 20, 6),
              resolvedAt: null,
            },
            { isOpen: false, resolvedAt: Date.UTC(2026, 10, 21, 6) },
          ],
        },
      },
    )
    expect(read({ disputes: [{ ...one, status: 'ESCALATED' }] })).toMatchObject({
      evidence: { disputes: [{ isOpen: true }] },
    })
  })

  test('of another shape, or not there, are not told; the money is read all the same', () => {
    for (const disputes of ['nonsense', [7], null, undefined]) {
      const reading = read({ disputes })
      expect(reading).toMatchObject({ kind: 'evidence', evidence: { status: 'paid' } })
      expect(reading).not.toHaveProperty('evidence.disputes')
    }
  })
})
