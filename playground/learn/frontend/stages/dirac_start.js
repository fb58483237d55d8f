// Where a stage of the Dirac-GAN begins: so near the middle that the closed forms hold.

export const START = 0.2; // θ; ψ is 0
