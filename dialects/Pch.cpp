// Gives the precompiled header a target that builds it. SPDX-License-Identifier: Apache-2.0
