//! The people of the sandbox: the same person writes to the helpdesk, buys in the shop and stands in the
//! ERP's books, so the three systems agree on who is who without sharing state.
//!
//! Everything is a pure function of the seed and an index. The addresses are in the domains reserved for
//! examples and the telephone numbers in ranges set aside for fiction: nobody real is ever written to.

use crate::dice::Dice;

/// One person, the same in every system.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Person {
    pub first_name: &'static str,
    pub last_name: &'static str,
    /// Lower case; unique per index.
    pub email: String,
    /// E.164.
    pub phone: String,
    pub address1: String,
    pub city: &'static str,
    pub zip: String,
    /// ISO 3166-1 alpha-2.
    pub country_code: &'static str,
}

/// How many people each system knows at the start; every customer of the shop is one of the helpdesk too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Population {
    pub helpdesk: u32,
    pub shop: u32,
}

/// The people of a sandbox with that many seeded tickets. Indexes from `helpdesk` on are strangers.
pub(crate) fn population(tickets: u32) -> Population {
    let helpdesk = u32::try_from(u64::from(tickets) * 45 / 100).unwrap_or(u32::MAX).max(10);
    Population { helpdesk, shop: (helpdesk / 3).max(8) }
}

/// Name of the shop's order number `n`, counted from 0.
pub(crate) fn order_name(n: u32) -> String {
    format!("#{}", 1001 + u64::from(n))
}

/// The person of an index.
pub(crate) fn person(seed: u64, index: u32) -> Person {
    let mut dice = Dice::new(seed ^ u64::from(index).wrapping_mul(0xd134_2543_de82_ef95));
    let first_name = dice.pick(FIRST_NAMES);
    let last_name = dice.pick(LAST_NAMES);
    // Two of three people live where the shop is.
    let country = if dice.below(3) < 2 { COUNTRIES[0] } else { dice.pick(COUNTRIES) };
    let (city, zip) = dice.pick(country.cities);
    let domain = dice.pick(&["example.com", "example.net", "example.org"]);
    Person {
        first_name,
        last_name,
        email: format!("{}.{}{index}@{domain}", first_name.to_lowercase(), last_name.to_lowercase()),
        phone: phone(country, index),
        address1: format!("{} {}", 1 + dice.below(240), dice.pick(country.streets)),
        city,
        zip: zip.to_owned(),
        country_code: country.code,
    }
}

struct Country {
    code: &'static str,
    /// Beginnings of the numbers set aside for fiction; three digits of the person follow.
    phones: &'static [&'static str],
    cities: &'static [(&'static str, &'static str)],
    streets: &'static [&'static str],
}

/// No two people share a number before some thousands of indexes, and all of them in North America.
fn phone(country: &Country, index: u32) -> String {
    match country.phones {
        [] => format!("+1{}55501{:02}", 201 + index / 100 % 799, index % 100),
        phones => format!("{}{:03}", phones[index as usize / 1000 % phones.len()], index % 1000),
    }
}

const COUNTRIES: &[&Country] = &[
    &Country {
        code: "US",
        phones: &[],
        cities: &[
            ("Portland", "97205"),
            ("Austin", "78701"),
            ("Chicago", "60607"),
            ("Boston", "02116"),
            ("Denver", "80202"),
            ("Savannah", "31401"),
            ("Madison", "53703"),
            ("Tucson", "85701"),
        ],
        streets: &["Maple Street", "Oak Avenue", "2nd Street", "Hill Road", "Lakeview Drive", "Mill Lane"],
    },
    &Country {
        code: "CA",
        phones: &[],
        cities: &[
            ("Toronto", "M5V 2T6"),
            ("Montreal", "H2Y 1C6"),
            ("Vancouver", "V6B 1A1"),
            ("Halifax", "B3J 1S9"),
        ],
        streets: &["King Street", "Rue Saint-Paul", "Water Street", "Birch Avenue"],
    },
    &Country {
        code: "GB",
        phones: &["+441134960", "+441144960", "+441174960", "+441214960", "+441314960", "+441614960"],
        cities: &[
            ("Leeds", "LS1 4AP"),
            ("Bristol", "BS1 4ST"),
            ("Edinburgh", "EH1 1RE"),
            ("York", "YO1 7HH"),
        ],
        streets: &["High Street", "Station Road", "Church Lane", "Victoria Terrace"],
    },
    &Country {
        code: "DE",
        phones: &["+493023125", "+494066969", "+496990009", "+498999998", "+492214710"],
        cities: &[("Berlin", "10115"), ("Hamburg", "20095"), ("München", "80331"), ("Köln", "50667")],
        streets: &["Gartenstraße", "Lindenweg", "Bahnhofstraße", "Am Markt"],
    },
    &Country {
        code: "FR",
        phones: &["+33199000", "+33261910", "+33353010", "+33465710", "+33536490"],
        cities: &[("Lyon", "69002"), ("Nantes", "44000"), ("Lille", "59000"), ("Paris", "75011")],
        streets: &["rue des Lilas", "rue Voltaire", "avenue de la Gare", "quai de l'Est"],
    },
    &Country {
        code: "AU",
        phones: &["+61255500", "+61270100", "+61355500", "+61370100", "+61755500", "+61855500"],
        cities: &[("Sydney", "2000"), ("Melbourne", "3000"), ("Brisbane", "4000"), ("Perth", "6000")],
        streets: &["George Street", "Wattle Road", "Beach Parade", "Banksia Court"],
    },
];

/// ASCII, because e-mail addresses are made of them.
const FIRST_NAMES: &[&str] = &[
    "Ada", "Alan", "Amara", "Anna", "Basil", "Bea", "Carlos", "Chloe", "Clara", "Dario", "Dora", "Edgar",
    "Elena", "Emil", "Esme", "Felix", "Flora", "Gita", "Grace", "Hana", "Hugo", "Ines", "Ivan", "Jonas",
    "Juno", "Kai", "Kira", "Leo", "Lena", "Luca", "Mara", "Marcel", "Mina", "Nadia", "Nils", "Nora", "Olga",
    "Oscar", "Paula", "Priya", "Quentin", "Rafael", "Rosa", "Ruben", "Selma", "Simon", "Tara", "Theo", "Uma",
    "Vera", "Victor", "Wanda", "Xenia", "Yara", "Yusuf", "Zoe",
];

const LAST_NAMES: &[&str] = &[
    "Abbott", "Almeida", "Archer", "Baker", "Becker", "Bell", "Blum", "Carver", "Chen", "Cole", "Costa",
    "Dubois", "Eriksen", "Faber", "Fischer", "Fox", "Garcia", "Grant", "Haas", "Hart", "Ibrahim", "Jansen",
    "Keller", "Khan", "Kowalski", "Lang", "Laurent", "Lowe", "Marsh", "Meyer", "Moreau", "Nakamura", "Novak",
    "Okafor", "Olsen", "Park", "Patel", "Quinn", "Reyes", "Rossi", "Sato", "Schmidt", "Silva", "Stone",
    "Tanaka", "Turner", "Vogel", "Walsh", "Weber", "Wood", "Young", "Zeller",
];

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn people_are_the_same_for_the_same_seed_and_differ_between_seeds() {
        assert_eq!(person(7, 3), person(7, 3));
        assert_ne!(person(7, 3), person(8, 3));
    }

    #[test]
    fn addresses_and_numbers_belong_to_one_person() {
        let people: Vec<_> = (0..4_000).map(|index| person(7, index)).collect();
        assert_eq!(people.iter().map(|p| &p.email).collect::<HashSet<_>>().len(), people.len());
        assert_eq!(people.iter().map(|p| &p.phone).collect::<HashSet<_>>().len(), people.len());
        assert!(people.iter().all(|p| p.email.is_ascii() && p.email == p.email.to_lowercase()));
        let home = people.iter().filter(|p| p.country_code == "US").count();
        assert!(home > people.len() / 2 && home < people.len(), "{home}");
    }

    #[test]
    fn every_customer_of_the_shop_is_one_of_the_helpdesk() {
        for tickets in [0, 1, 20, 2_000, u32::MAX] {
            let Population { helpdesk, shop } = population(tickets);
            assert!(shop <= helpdesk && helpdesk >= 10 && shop >= 8);
        }
        assert_eq!(population(2_000), Population { helpdesk: 900, shop: 300 });
        assert_eq!(order_name(0), "#1001");
    }
}
