"""Inputs and initial weights both sides make for themselves, so that none is shipped: the finaliser of MurmurHash3
on (seed, index). Written twice: here, and in generator.ts.

  hash(seed, i)    = fmix32(i + seed * 0x9E3779B1 mod 2^32)
  uniform(..)[i]   = low + (high - low) * (hash >> 8) / 2^24, in float64, then rounded to float32
  integers(..)[i]  = hash mod below
"""
import numpy as np


def hashes(seed, size):
    with np.errstate(over="ignore"):
        h = np.arange(size, dtype=np.uint32) + np.uint32(seed * 0x9E3779B1 % 2 ** 32)
        h ^= h >> np.uint32(16)
        h *= np.uint32(0x85EBCA6B)
        h ^= h >> np.uint32(13)
        h *= np.uint32(0xC2B2AE35)
        h ^= h >> np.uint32(16)
    return h


def uniform(seed, shape, low=-1.0, high=1.0):
    h = hashes(seed, int(np.prod(shape)))
    return (low + (high - low) * ((h >> np.uint32(8)) / 2 ** 24)).astype(np.float32).reshape(shape)


def integers(seed, shape, below):
    return (hashes(seed, int(np.prod(shape))) % np.uint32(below)).astype(np.int64).reshape(shape)
